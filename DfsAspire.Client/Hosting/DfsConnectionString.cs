using System.Data.Common;

namespace DfsAspire.Client.Hosting;

/// <summary>Reads a connection string into settings. It is written as those of databases are: what holds a semicolon is put in quotes.</summary>
internal static class DfsConnectionString
{
    private const int MaxLength = 16 * 1024;

    /// <exception cref="InvalidOperationException">It is malformed. The message holds nothing of it but the keyword.</exception>
    public static void Apply(string text, DfsClientSettings settings)
    {
        foreach (var (keyword, value) in Read(text))
        {
            switch (keyword.ToUpperInvariant())
            {
                case "NODES": settings.Nodes = value; break;
                case "USER": settings.User = value; break;
                case "PASSWORD": settings.Password = value; break;
                case "ESCAPEDPASSWORD": settings.Password = Uri.UnescapeDataString(value); break;
                case "CLUSTER": settings.Cluster = Guid.TryParse(value, out var cluster) ? cluster : throw Fault("'Cluster' is followed by 32 hexadecimal digits"); break;
                case "TLS": settings.Tls = value; break;
                default: throw Fault($"it knows Nodes, User, Password, EscapedPassword, Cluster and Tls, and not '{keyword}'");
            }
        }
    }

    private static IEnumerable<(string Keyword, string Value)> Read(string text)
    {
        if (text.Length > MaxLength)
            throw Fault("it is far too long");
        var builder = new DbConnectionStringBuilder();
        try
        {
            builder.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            // What the framework says may quote the password.
            throw Fault("it is of the form 'Nodes=HOST:PORT,…;User=NAME;Password=…', and a value with a semicolon or a quote in it is put in quotes");
        }

        return [.. builder.Keys.Cast<string>().Select(keyword => (keyword, (string)builder[keyword]))];
    }

    private static InvalidOperationException Fault(string expected) => new($"The connection string of the store cannot be read: {expected}.");
}
