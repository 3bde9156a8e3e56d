using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Founding;

/// <summary>What it takes to make a cluster out of four empty volumes. Only the administrator's side has all of it.</summary>
public sealed class FoundingOptions
{
    /// <summary>The four nodes, in order of their numbers.</summary>
    public required IReadOnlyList<NodeAddress> Nodes { get; init; }

    /// <summary>The password of the account that signs all others.</summary>
    public required string AdministratorSecret { get; init; }

    /// <summary>The secret that the four nodes were started with.</summary>
    public required string ClusterSecret { get; init; }

    /// <summary>The users who shall have an account.</summary>
    public IReadOnlyList<(string Name, string Password)> Users { get; init; } = [];

    /// <summary>How long nodes that do not answer yet are waited for: all four must take part.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether connections are encrypted; the nodes must have been started alike.</summary>
    public TlsPolicy Tls { get; init; }

    /// <summary>The clock and timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How nodes are reached.</summary>
    internal INodeTransport Transport { get => field ?? new TcpTransport(Tls); init; }
}

/// <summary>What founding did.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Founded">True when it was founded now, false when it was there.</param>
/// <param name="AccountsMade">Users whose accounts were made now.</param>
public sealed record FoundingReport(Guid Cluster, bool Founded, IReadOnlyList<string> AccountsMade);
