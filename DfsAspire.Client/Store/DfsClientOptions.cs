using DfsAspire.Client.Connections;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Store;

/// <summary>What a <see cref="DfsClient"/> needs to reach the store as a user.</summary>
public sealed class DfsClientOptions
{
    /// <summary>The four nodes, in order of their numbers.</summary>
    public required IReadOnlyList<NodeAddress> Nodes { get; init; }

    /// <summary>The user's name.</summary>
    public required string User { get; init; }

    /// <summary>The user's password. It never leaves the client.</summary>
    public required string Password { get; init; }

    /// <summary>What <see cref="Password"/> is: the password, or the recovery key in its place.</summary>
    public AccessKind With { get; init; }

    /// <summary>The cluster that the nodes must belong to; when null, the one that most of them name.</summary>
    public Guid? Cluster { get; init; }

    /// <summary>
    /// A private directory in which interrupted uploads of large local files are remembered, so that the same call goes on where it
    /// stopped; null to begin anew each time.
    /// </summary>
    public string? ResumeDirectory { get; init; }

    /// <summary>Whether connections are encrypted; the nodes must have been started alike.</summary>
    public TlsPolicy Tls { get; init; }

    /// <summary>The clock and timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How nodes are reached.</summary>
    internal INodeTransport Transport { get => field ?? new TcpTransport(Tls); init; }

    /// <summary>Makes the random ids of contents and stamps.</summary>
    internal Func<Guid> NewId { get; init; } = Guid.NewGuid;

    /// <summary>Makes keys of the password. Who opens many sessions for one user in one process may keep them.</summary>
    internal KeyDerivation DeriveKeys { get; init; } = PasswordKeys.DeriveAsync;
}
