using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Shell.Configuration;

/// <summary>What a <c>dfs.conf</c> says: where the four nodes are and who may log in.</summary>
public sealed record StoreConfiguration
{
    /// <summary>The four nodes in order of their numbers.</summary>
    public required IReadOnlyList<NodeAddress> Nodes { get; init; }

    /// <summary>The users in the order of the file; at least one.</summary>
    public required IReadOnlyList<ConfiguredUser> Users { get; init; }

    /// <summary>The cluster that the nodes must belong to; null when the file does not say.</summary>
    public Guid? Cluster { get; init; }

    /// <summary>Whether connections are encrypted.</summary>
    public TlsPolicy Tls { get; init; }

    /// <summary>Where traces go; null when the file does not say.</summary>
    public TelemetryTarget? Telemetry { get; init; }

    /// <summary>The file is nobody's but its owner's: it holds a password, or the headers of traces, which may carry a key.</summary>
    public bool HoldsSecrets => Users.Any(user => user.Password is not null) || Telemetry?.Headers is not null;
}
