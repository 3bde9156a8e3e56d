using System.Globalization;
using System.Net;
using System.Text;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Lines;
using Microsoft.Extensions.Configuration.CommandLine;

namespace DfsAspire.Node.Hosting;

/// <summary>What a node is told from outside: section <c>Dfs</c> of the configuration, <c>Dfs__Node</c> and so on in the environment.</summary>
public sealed record NodeOptions
{
    private const string Section = "Dfs";
    private const int DefaultConnections = 1000;
    private const int DefaultConnectionsPerUser = 250;
    private const int DefaultStrangers = 250;
    private const long DefaultStagedBytes = 64L << 30;
    private const long DefaultStagedBytesPerUser = 48L << 30;

    /// <summary>The node's number, 1 to 4.</summary>
    public required int Node { get; init; }

    /// <summary>Where clients connect: an address of this machine, or null for the loopback addresses.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>At which TCP port clients connect; 0 takes any free one.</summary>
    public required int Port { get; init; }

    /// <summary>The volume's directory, absolute.</summary>
    public required string Volume { get; init; }

    /// <summary>The secret that the founding step shares with all four nodes, in UTF-8.</summary>
    public required ReadOnlyMemory<byte> ClusterSecret { get; init; }

    /// <summary>For each other node the secret that this one shares with it alone, in UTF-8.</summary>
    public IReadOnlyDictionary<int, ReadOnlyMemory<byte>> PeerSecrets { get; init; } = new Dictionary<int, ReadOnlyMemory<byte>>();

    /// <summary>How many connections users may have open in all at one time; a log-in beyond that is answered with Busy.</summary>
    public int MaxConnections { get; init; } = DefaultConnections;

    /// <summary>How many of these may be one user's.</summary>
    public int MaxConnectionsPerUser { get; init; } = DefaultConnectionsPerUser;

    /// <summary>On how many connections nobody may have logged in; beyond that the oldest are dropped for new ones.</summary>
    public int MaxStrangers { get; init; } = DefaultStrangers;

    /// <summary>How many bytes may be staged and not yet committed.</summary>
    public long MaxStagedBytes { get; init; } = DefaultStagedBytes;

    /// <summary>How many of these may be one user's.</summary>
    public long MaxStagedBytesPerUser { get; init; } = DefaultStagedBytesPerUser;

    /// <summary>How long the beginning of an interrupted upload is kept for its client to go on with.</summary>
    public TimeSpan PartialLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Whether this node is spoken to over TLS, and speaks so to the others.</summary>
    public TlsPolicy Tls { get; init; }

    /// <summary>The certificate that this node shows; null for one that it makes itself and keeps on its volume.</summary>
    public CertificateSource? Certificate { get; init; }

    /// <summary>The node's name, as clients and dashboards know it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"node{Node}");

    /// <summary>Reads the options and says everything that is wrong with them at once.</summary>
    /// <exception cref="NodeOptionsException">A setting is missing or has a value that it must not have.</exception>
    public static NodeOptions Read(IConfiguration configuration)
    {
        var settings = new Settings(configuration, configuration.GetSection(Section));
        var address = settings.Address("Address");
        var options = new NodeOptions
        {
            Node = (int)settings.Number("Node", 1, WireLimits.Nodes, null),
            Address = address,
            Port = (int)settings.Number("Port", 0, IPEndPoint.MaxPort, null),
            Volume = settings.Directory("Volume"),
            ClusterSecret = settings.Secret("ClusterSecret"),
            MaxConnections = (int)settings.Number("MaxConnections", 1, 100_000, DefaultConnections),
            MaxConnectionsPerUser = (int)settings.Number("MaxConnectionsPerUser", 1, 100_000, DefaultConnectionsPerUser),
            MaxStrangers = (int)settings.Number("MaxStrangers", 1, 100_000, DefaultStrangers),
            MaxStagedBytes = settings.Number("MaxStagedBytes", 1, long.MaxValue, DefaultStagedBytes),
            MaxStagedBytesPerUser = settings.Number("MaxStagedBytesPerUser", 1, long.MaxValue, DefaultStagedBytesPerUser),
            Tls = settings.Tls(address),
            Certificate = settings.Certificate(),
            PartialLife = TimeSpan.FromSeconds(settings.Number("PartialLifeSeconds", 1, int.MaxValue, (long)TimeSpan.FromHours(24).TotalSeconds)),
        };
        var others = options.OthersIn(configuration);
        settings.NeedAllOthers(options.Node, others);
        options = options with { PeerSecrets = settings.PeerSecrets(others) };
        return settings.Faults.Count == 0 ? options : throw new NodeOptionsException(string.Join(Environment.NewLine, settings.Faults));
    }

    /// <summary>Reads the cluster secret alone, for what needs nothing else of a node.</summary>
    /// <exception cref="NodeOptionsException">It is missing, too short or too long.</exception>
    internal static ReadOnlyMemory<byte> ReadClusterSecret(IConfiguration configuration)
    {
        var settings = new Settings(configuration, configuration.GetSection(Section));
        var secret = settings.Secret("ClusterSecret");
        return settings.Faults.Count == 0 ? secret : throw new NodeOptionsException(string.Join(Environment.NewLine, settings.Faults));
    }

    /// <summary>The other nodes, as far as the settings say where they are.</summary>
    internal IReadOnlyList<int> OthersIn(IConfiguration configuration) =>
    [
        .. Enumerable.Range(1, WireLimits.Nodes).Where(number => number != Node
            && configuration.GetSection(string.Create(CultureInfo.InvariantCulture, $"services:node{number}:dfs")).Exists()),
    ];

    // The compiler would print every property, the secret too.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Node = {Node}, Port = {Port}, Volume = {Volume}");
        return true;
    }

    private sealed class Settings(IConfiguration all, IConfigurationSection section)
    {
        public List<string> Faults { get; } = [];

        public long Number(string key, long min, long max, long? fallback)
        {
            var text = section[key];
            if (string.IsNullOrWhiteSpace(text) && fallback is { } value)
                return value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
                return number;
            Fault(key, $"must be a number from {min} to {max}, and is {Shown(text)}");
            return min;
        }

        public IPAddress? Address(string key)
        {
            var text = section[key];
            if (string.IsNullOrWhiteSpace(text) || text.Equals("localhost", StringComparison.OrdinalIgnoreCase))
                return null;
            if (IPAddress.TryParse(text, out var address))
                return address;
            Fault(key, $"must be an IP address of this machine (0.0.0.0 or :: for all) or 'localhost', and is {Shown(text)}");
            return null;
        }

        public string Directory(string key)
        {
            if (section[key] is { Length: > 0 } text && !text.Contains('\0', StringComparison.Ordinal))
                return Path.GetFullPath(text);
            Fault(key, "must be the directory in which this node keeps its parts, and is missing or no path");
            return "";
        }

        public byte[] Secret(string key)
        {
            KeepOffCommandLine(key);
            var secret = Encoding.UTF8.GetBytes(section[key] ?? "");
            if (secret.Length is >= FakeCredentials.MinSecretLength and <= PasswordText.MaxBytes)
                return secret;
            Fault(key, $"must be the secret that the founding step shares with the nodes, {FakeCredentials.MinSecretLength} to {PasswordText.MaxBytes} bytes, and has {secret.Length}");
            return [];
        }

        /// <summary>A node that knew some others only would take these for all there are: what it lacks stays lacking, and what all have agreed on is not.</summary>
        public void NeedAllOthers(int node, IReadOnlyList<int> others)
        {
            if (others.Count is 0 or WireLimits.Nodes - 1)
                return;
            var missing = Enumerable.Range(1, WireLimits.Nodes).Except([node, .. others]).Select(other => string.Create(CultureInfo.InvariantCulture, $"services__node{other}__dfs__0"));
            Faults.Add($"The settings say where {others.Count} other {(others.Count == 1 ? "node is" : "nodes are")}, and there are {WireLimits.Nodes - 1}: {string.Join(" and ", missing)} is missing, or misspelt.");
        }

        /// <summary>The secrets that are shared with other nodes; all those that can be reached must have one.</summary>
        public Dictionary<int, ReadOnlyMemory<byte>> PeerSecrets(IReadOnlyList<int> others)
        {
            var secrets = new Dictionary<int, ReadOnlyMemory<byte>>();
            foreach (var node in Enumerable.Range(1, WireLimits.Nodes))
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"PeerSecrets:{node}");
                var text = section[key] ?? "";
                KeepOffCommandLine(key);
                if (text.Length == 0 && !others.Contains(node))
                    continue;
                var secret = Encoding.UTF8.GetBytes(text);
                if (secret.Length is < FakeCredentials.MinSecretLength or > PasswordText.MaxBytes)
                    Fault(key, $"must be the secret that this node shares with node {node} and nobody else, {FakeCredentials.MinSecretLength} to {PasswordText.MaxBytes} bytes, and has {secret.Length}; node {node} is given the same one");
                else if (text == section["ClusterSecret"] || secrets.Values.Any(other => other.Span.SequenceEqual(secret)))
                    Fault(key, $"must be a secret of its own, and is used for something else as well: each two nodes share one that no other node has");
                else
                    secrets.Add(node, secret);
            }

            return secrets;
        }

        public TlsPolicy Tls(IPAddress? address)
        {
            if (section["Tls"] is not { Length: > 0 } text || text.Equals("on", StringComparison.OrdinalIgnoreCase))
                return TlsPolicy.Required;
            if (!text.Equals("off", StringComparison.OrdinalIgnoreCase))
                Fault("Tls", $"must be 'on' or 'off', and is {Shown(text)}");
            else if (section["TlsOffBeyondLoopback"] is { } beyond && beyond.Equals("true", StringComparison.OrdinalIgnoreCase))
                return TlsPolicy.Off;
            else if (address is not null && !TcpLine.IsLoopback(address))
                Fault("Tls", $"must be 'on' for a node that listens on {address}, beyond this machine: whoever is in between would read names and could act as the node. Set {Section}:TlsOffBeyondLoopback (environment: {Section}__TlsOffBeyondLoopback) to 'true' if the way there is safe, a tunnel for instance");
            return TlsPolicy.OffOnLoopback;
        }

        public CertificateSource? Certificate()
        {
            const string PasswordKey = "Tls:Password";
            KeepOffCommandLine(PasswordKey);
            if (section["Tls:Certificate"] is { Length: > 0 } file)
            {
                var key = section["Tls:Key"] is { Length: > 0 } keyFile ? Path.GetFullPath(keyFile) : null;
                return new CertificateSource(Path.GetFullPath(file), key, section[PasswordKey]);
            }

            if (section["Tls:Key"] is { Length: > 0 })
                Fault("Tls:Certificate", "must be the file with the certificate to the key of Dfs:Tls:Key, and is missing");
            return null;
        }

        private void KeepOffCommandLine(string key)
        {
            // Applications made with a builder have a manager of their configuration, which is its root too.
            if (all is IConfigurationRoot root
                && root.Providers.OfType<CommandLineConfigurationProvider>().Any(provider => provider.TryGet($"{Section}:{key}", out _)))
            {
                Fault(key, "must not stand on the command line, where everybody on this machine can read it");
            }
        }

        private static string Shown(string? text) => string.IsNullOrWhiteSpace(text) ? "missing" : $"'{text}'";

        private void Fault(string key, string what) =>
            Faults.Add($"The setting {Section}:{key} (environment: {Section}__{key.Replace(":", "__", StringComparison.Ordinal)}) {what}.");
    }
}
