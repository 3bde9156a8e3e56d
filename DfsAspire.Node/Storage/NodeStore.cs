using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Storage;

/// <summary>
/// A node's volume: part files and the catalog that alone says what they mean (docs/volume.md). All members may be called from many
/// sessions at once; those that change something return only when it is on stable storage. Users are those that the session logged in.
/// Where a request cannot be carried out, <see cref="StoreException"/> carries the status for its reply.
/// </summary>
public sealed class NodeStore : IAsyncDisposable
{
    /// <summary>Whose volume this is.</summary>
    public VolumeIdentity Identity => throw new NotImplementedException();

    /// <summary>Opens the volume, or makes an unfounded one where there is none, and keeps it for this process alone.</summary>
    /// <exception cref="StoreException">Another process uses the volume (Busy), it belongs to another node or has a newer format (Conflict),
    /// or it cannot be read and written (VolumeFailing).</exception>
    public static Task<NodeStore> OpenAsync(VolumeOptions options, TimeProvider time, ILogger<NodeStore> log, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Makes the volume part of a cluster. Idempotent for the same cluster and administrator.</summary>
    /// <exception cref="StoreException">It belongs to a cluster (AlreadyFounded), or the administrator's account is not signed by itself (InvalidSignature).</exception>
    public Task FoundAsync(Guid cluster, SignedAccount administrator, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Starts to take a part. Nothing of it is visible before its commit.</summary>
    /// <exception cref="StoreException">Too much is staged already (Busy), the disk is full (OutOfSpace) or the content is closed (Closed).</exception>
    public ValueTask<StagedPart> BeginStageAsync(
        string user, ContentId content, StorePath path, int part, bool isLoan, long length, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Keeps the stamp of a write that is about to be committed. Idempotent.</summary>
    /// <returns>The highest stamp known for the path before, staged writes included.</returns>
    public Task<Stamp> PlaceStampAsync(string user, StorePath path, Stamp stamp, ContentId content, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Makes a staged write visible, when its parts are staged here and match, and no higher stamp is. Idempotent.</summary>
    public Task<CommitResult> CommitAsync(string user, SignedEntry entry, ReadOnlyMemory<byte> keyRecord, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Takes an entry that a reader found half done; parts that are not here are then counted as missing. Idempotent.</summary>
    public Task<CommitResult> FinishAsync(string user, SignedEntry entry, ReadOnlyMemory<byte> keyRecord, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>What a path holds.</summary>
    public Task<PathState> GetStateAsync(string user, StorePath path, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Entries directly inside a folder whose names come after <paramref name="after"/>: as many as fit into
    /// <paramref name="maxBytes"/> (<see cref="ListReply.BytesOf"/>), at least one.</summary>
    public Task<FolderPage> ListAsync(string user, StorePath folder, string after, int maxBytes, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Opens a part, a staged one too; null when the node does not hold it.</summary>
    /// <exception cref="StoreException">It is here but damaged (PartDamaged).</exception>
    public Task<PartFile?> OpenPartAsync(string user, ContentId content, int part, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Drops what is staged of a content. Idempotent.</summary>
    /// <exception cref="StoreException">The content is committed (Conflict).</exception>
    public Task DiscardAsync(string user, ContentId content, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Re-reads a part from the disk, compares it with its checksum and keeps what it found in the catalog.</summary>
    public Task<PartCheck> CheckPartAsync(string user, ContentId content, int part, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>How the volume is, as numbers. Connections are the caller's to fill in.</summary>
    public Task<NodeStatus> GetStatusAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Writes, syncs and removes a small file and reads the catalog.</summary>
    /// <exception cref="StoreException">One of these failed; the message says which.</exception>
    public Task ProbeAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Keeps an account that the administrator signed, when its epoch is higher than the one here. Idempotent.</summary>
    /// <returns>Ok, Superseded (a higher epoch is here), Conflict (another account of this epoch is here), InvalidSignature or Forbidden.</returns>
    public Task<CommitResult> PutAccountAsync(SignedAccount account, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>An account, from memory; null when there is none of that name.</summary>
    public SignedAccount? FindAccount(string user) => throw new NotImplementedException();

    /// <summary>Accounts whose names come after <paramref name="after"/>, at most <paramref name="count"/>.</summary>
    public Task<AccountPage> ListAccountsAsync(string after, int count, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Finishes what is queued and gives the volume back.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
