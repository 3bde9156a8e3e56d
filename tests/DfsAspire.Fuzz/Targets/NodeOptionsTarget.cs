using System.Text;
using DfsAspire.Node.Hosting;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Fuzz.Targets;

/// <summary>What a node is told from outside: lines <c>Key=Value</c>.</summary>
internal static class NodeOptionsTarget
{
    public static FuzzTarget Target { get; } = new("node-options", Run)
    {
        Seeds = static () => Samples.Words(
            "Node=3\nPort=10003\nVolume=/tmp/v\nClusterSecret=0123456789abcdef\nAddress=0.0.0.0\nMaxConnections=7\nMaxStagedBytes=1\nMaxStagedBytesPerUser=9\nPartialLifeSeconds=5"),
        Words = Samples.Words(
            "Node=", "Port=", "Volume=", "ClusterSecret=", "Address=", "MaxConnections=", "MaxStagedBytes=", "PartialLifeSeconds=", "\n", "=", ":", "65536", "-1",
            "9223372036854775807", "9223372036854775808", "2147483647", "localhost", "::", "..", "/", "\0", "~", "٣", "::1%lo"),
        MaxBytes = 2048,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Encoding.UTF8.GetString(input).Split('\n'))
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                settings[$"Dfs:{line[..equals]}"] = line[(equals + 1)..];
        try
        {
            var options = NodeOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
            Promise.That(
                options is { Node: >= 1 and <= 4, Port: >= 0 and <= 65535, MaxConnections: > 0, MaxStagedBytes: > 0, ClusterSecret.Length: >= 16 and <= 1024 }
                && Path.IsPathFullyQualified(options.Volume) && options.PartialLife > TimeSpan.Zero,
                "Options that were read are within their limits.");
        }
        catch (NodeOptionsException)
        {
            // The one way to refuse.
        }
    }
}
