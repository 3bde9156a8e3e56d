using System.Globalization;
using System.Net;
using System.Text;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Node.Hosting;

/// <summary>What a node is told from outside: section <c>Dfs</c> of the configuration, <c>Dfs__Node</c> and so on in the environment.</summary>
public sealed record NodeOptions
{
    private const string Section = "Dfs";
    private const int DefaultConnections = 1000;
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

    /// <summary>The secret that the four nodes and the founding step share, in UTF-8.</summary>
    public required ReadOnlyMemory<byte> ClusterSecret { get; init; }

    /// <summary>How many connections may be open at one time; more are answered with Busy.</summary>
    public int MaxConnections { get; init; } = DefaultConnections;

    /// <summary>How many bytes may be staged and not yet committed.</summary>
    public long MaxStagedBytes { get; init; } = DefaultStagedBytes;

    /// <summary>How many of these may be one user's.</summary>
    public long MaxStagedBytesPerUser { get; init; } = DefaultStagedBytesPerUser;

    /// <summary>How long the beginning of an interrupted upload is kept for its client to go on with.</summary>
    public TimeSpan PartialLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The node's name, as clients and dashboards know it.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"node{Node}");

    /// <summary>Reads the options and says everything that is wrong with them at once.</summary>
    /// <exception cref="NodeOptionsException">A setting is missing or has a value that it must not have.</exception>
    public static NodeOptions Read(IConfiguration configuration)
    {
        var settings = new Settings(configuration.GetSection(Section));
        var options = new NodeOptions
        {
            Node = (int)settings.Number("Node", 1, WireLimits.Nodes, null),
            Address = settings.Address("Address"),
            Port = (int)settings.Number("Port", 0, IPEndPoint.MaxPort, null),
            Volume = settings.Directory("Volume"),
            ClusterSecret = settings.Secret("ClusterSecret"),
            MaxConnections = (int)settings.Number("MaxConnections", 1, 100_000, DefaultConnections),
            MaxStagedBytes = settings.Number("MaxStagedBytes", 1, long.MaxValue, DefaultStagedBytes),
            MaxStagedBytesPerUser = settings.Number("MaxStagedBytesPerUser", 1, long.MaxValue, DefaultStagedBytesPerUser),
            PartialLife = TimeSpan.FromSeconds(settings.Number("PartialLifeSeconds", 1, int.MaxValue, (long)TimeSpan.FromHours(24).TotalSeconds)),
        };
        return settings.Faults.Count == 0 ? options : throw new NodeOptionsException(string.Join(Environment.NewLine, settings.Faults));
    }

    // The compiler would print every property, the secret too.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Node = {Node}, Port = {Port}, Volume = {Volume}");
        return true;
    }

    private sealed class Settings(IConfigurationSection section)
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
            if (section[key] is { Length: > 0 } text)
                return Path.GetFullPath(text);
            Fault(key, "must be the directory in which this node keeps its parts, and is missing");
            return "";
        }

        public byte[] Secret(string key)
        {
            var secret = Encoding.UTF8.GetBytes(section[key] ?? "");
            if (secret.Length is >= FakeCredentials.MinSecretLength and <= PasswordText.MaxBytes)
                return secret;
            Fault(key, $"must be the secret that the four nodes share, {FakeCredentials.MinSecretLength} to {PasswordText.MaxBytes} bytes, and has {secret.Length}");
            return [];
        }

        private static string Shown(string? text) => string.IsNullOrWhiteSpace(text) ? "missing" : $"'{text}'";

        private void Fault(string key, string what) =>
            Faults.Add($"The setting {Section}:{key} (environment: {Section}__{key}) {what}.");
    }
}
