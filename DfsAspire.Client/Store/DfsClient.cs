using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>
/// Four nodes as one store, for one user. Files are sealed before they leave the process and authenticated before they are
/// handed out. All members may be called concurrently; memory use does not depend on the size of a file.
/// </summary>
public sealed class DfsClient : IAsyncDisposable
{
    /// <summary>Logs in at all nodes that can be reached.</summary>
    /// <exception cref="DfsException">
    /// <see cref="DfsFault.WrongCredentials"/>; <see cref="DfsFault.QuorumRefused"/> when no node can be reached;
    /// <see cref="DfsFault.Protocol"/> when the nodes are of another cluster or version.
    /// </exception>
    public static Task<DfsClient> ConnectAsync(DfsClientOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The user whose files these are.</summary>
    public string User => throw new NotSupportedException();

    /// <summary>The cluster that was reached.</summary>
    public Guid Cluster => throw new NotSupportedException();

    /// <summary>Stores a local file at a path, in place of whatever file was there. Missing folders are made.</summary>
    /// <exception cref="DfsException">The write was refused, or its outcome is open; the fault says which.</exception>
    /// <exception cref="IOException">The local file cannot be read.</exception>
    public Task<PutReceipt> PutFileAsync(StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Stores what a stream gives. One that cannot be read twice is spooled to a private temporary file first.</summary>
    /// <exception cref="DfsException">The write was refused, or its outcome is open; the fault says which.</exception>
    public Task<PutReceipt> PutAsync(StorePath path, Stream content, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Reads a file into a local one, which appears under its name only when it is whole and authenticated.</summary>
    /// <exception cref="DfsException">The file is not there, incomplete or damaged; the fault says which. No output file is left.</exception>
    /// <exception cref="IOException">The local file cannot be written.</exception>
    public Task<GetReceipt> GetFileAsync(StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Reads a file into a stream, which receives authenticated bytes only, in order, and is left short on error.</summary>
    /// <exception cref="DfsException">The file is not there, incomplete or damaged; the fault says which.</exception>
    public Task<GetReceipt> GetAsync(StorePath path, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Lists what lies directly in a folder.</summary>
    /// <exception cref="DfsException">No node answers, or the folder is not there.</exception>
    public Task<FolderListing> ListAsync(StorePath folder, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Makes a folder, and those above it; does nothing when it is there already.</summary>
    /// <exception cref="DfsException">A file has that name, or the quorum is refused.</exception>
    public Task<WriteReceipt> MakeFolderAsync(StorePath path, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Deletes a file or an empty folder.</summary>
    /// <exception cref="DfsException">Nothing is there, the folder is not empty, or the quorum is refused.</exception>
    public Task<WriteReceipt> DeleteAsync(StorePath path, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Asks every node how it is.</summary>
    public Task<StoreStatus> GetStatusAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
