using System.Globalization;
using DfsAspire.Client.Discovery;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Hosting;

/// <summary>Makes a client's options of what a program has set.</summary>
internal sealed class DfsClientOptionsFinder(string name, DfsClientSettings settings, IConfiguration configuration, TimeProvider time)
{
    /// <summary>The user, held against the rule for names.</summary>
    /// <exception cref="InvalidOperationException">User or password are missing, or something is malformed.</exception>
    public string Check()
    {
        _ = Password;
        _ = Tls;
        _ = NodesAsSet();
        return User;
    }

    /// <summary>The options, with the nodes found by service discovery where they are not set.</summary>
    /// <exception cref="NodeDiscoveryException">A node has no address.</exception>
    public async Task<DfsClientOptions> FindAsync(CancellationToken cancellationToken) => new()
    {
        Nodes = NodesAsSet() ?? await NodeDiscovery.FindAsync(configuration, cancellationToken),
        User = User,
        Password = Password,
        Cluster = settings.Cluster,
        Tls = Tls,
        ResumeDirectory = settings.ResumeDirectory,
        Time = time,
    };

    private string User => settings.User is { Length: > 0 } user
        ? UserName.IsValid(user) ? user : throw new InvalidOperationException(
            $"The user of the store '{name}' has no name that a user can have: 1 to {UserName.MaxLength} of the characters A-Z a-z 0-9 . _ - are one, starting with a letter or a digit.")
        : throw Missing("User");

    private string Password => settings.Password is { Length: > 0 } password ? password : throw Missing("Password");

    private TlsPolicy Tls => settings.Tls?.ToUpperInvariant() switch
    {
        null or "" or "ON" => TlsPolicy.Required,
        "OFF" => TlsPolicy.OffOnLoopback,
        "OFFBEYONDLOOPBACK" => TlsPolicy.Off,
        _ => throw new InvalidOperationException($"Tls of the store '{name}' is 'on', 'off' (to nodes on this machine only) or 'offBeyondLoopback', and nothing else."),
    };

    private IReadOnlyList<NodeAddress>? NodesAsSet()
    {
        if (settings.Nodes is not { Length: > 0 } text)
            return null;
        var nodes = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return nodes.Length == WireLimits.Nodes
            ? [.. nodes.Select((node, index) => Read(node, index + 1) ?? throw Malformed())]
            : throw Malformed();
    }

    private static NodeAddress? Read(string text, int number)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var certificate = fields.Length == 2 ? CertificateFingerprint.TryParse(fields[1]) : null;
        return fields.Length is 1 or 2 && (fields.Length == 1 || certificate is not null) && HostAndPort.TryRead(fields[0], out var host, out var port)
            ? new NodeAddress(number, string.Create(CultureInfo.InvariantCulture, $"node{number}"), host, port) { Certificate = certificate }
            : null;
    }

    private InvalidOperationException Missing(string setting) => new(
        $"{setting} of the store '{name}' is missing. It is given in the connection string 'ConnectionStrings:{name}' or as '{DfsClientExtensions.Section}:{name}:{setting}'; a reference to the store in the AppHost sets both.");

    private InvalidOperationException Malformed() => new(
        $"The nodes of the store '{name}' are set and cannot be read: four of them are expected, parted by commas, each HOST:PORT and behind it 'sha256:' and 64 hexadecimal digits at most.");
}
