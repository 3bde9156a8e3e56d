using System.Globalization;
using System.Text;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Shell.Configuration;

/// <summary>Writes the format that <see cref="ConfigurationParser"/> reads.</summary>
public static class ConfigurationText
{
    /// <summary>The configuration as text, under a comment that says where it came from.</summary>
    /// <exception cref="ConfigurationException">A password cannot stand on a line: it has a line break or begins or ends with a blank.</exception>
    public static string Format(StoreConfiguration configuration, string comment)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {comment}\n");
        foreach (var node in configuration.Nodes)
        {
            var host = node.Host.Contains(':', StringComparison.Ordinal) ? $"[{node.Host}]" : node.Host;
            text.Append(CultureInfo.InvariantCulture, $"Server {node.Name} {host}:{node.Port}");
            if (node.Certificate is { } certificate)
                text.Append(CultureInfo.InvariantCulture, $" {certificate}");
            text.Append('\n');
        }

        foreach (var user in configuration.Users)
        {
            text.Append(CultureInfo.InvariantCulture, $"Username: {user.Name}\n");
            if (user.Password is not { } password)
                continue;
            if (password.Length == 0 || password.Trim() != password || password.AsSpan().ContainsAny('\r', '\n'))
            {
                throw new ConfigurationException(
                    $"The password of {user.Name} cannot be written into a configuration file: it is empty, has a line break, or begins or ends with a blank.");
            }

            text.Append(CultureInfo.InvariantCulture, $"Password: {password}\n");
        }

        if (configuration.Cluster is { } cluster)
            text.Append(CultureInfo.InvariantCulture, $"Cluster: {cluster:N}\n");
        if (configuration.Tls != TlsPolicy.Required)
            text.Append("Tls: off\n");
        if (configuration.Tls == TlsPolicy.Off)
            text.Append("TlsOffBeyondLoopback: true\n");
        if (configuration.Telemetry is { } telemetry)
            text.Append(CultureInfo.InvariantCulture, $"Telemetry: {telemetry.Endpoint.AbsoluteUri} {telemetry.Protocol} {telemetry.Headers}").Append('\n');
        return text.ToString();
    }
}
