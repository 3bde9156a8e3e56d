using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell;

/// <summary>The real store behind the commands.</summary>
internal sealed class ConnectedStore(DfsClient client) : IStore
{
    public Task<PutReceipt> PutFileAsync(StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        client.PutFileAsync(path, file, progress, cancellationToken);

    public Task<PutReceipt> PutFileAsync(StorePath path, string file, DateTimeOffset? writtenAt, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        client.PutFileAsync(path, file, writtenAt, progress, cancellationToken);

    public Task<ListedEntry?> StatAsync(StorePath path, CancellationToken cancellationToken) => client.StatAsync(path, cancellationToken);

    public Task<PutReceipt> PutAsync(StorePath path, Stream content, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        client.PutAsync(path, content, progress, cancellationToken);

    public Task<GetReceipt> GetAsync(StorePath path, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        client.GetAsync(path, destination, progress, cancellationToken);

    public Task<GetReceipt> GetFileAsync(StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        client.GetFileAsync(path, file, progress, cancellationToken);

    public Task<GetReceipt> GetAsync(FileVersion version, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        client.GetAsync(version, destination, progress, cancellationToken);

    public Task<GetReceipt> GetFileAsync(FileVersion version, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        client.GetFileAsync(version, file, progress, cancellationToken);

    public Task<VersionListing> ListVersionsAsync(StorePath path, CancellationToken cancellationToken) => client.ListVersionsAsync(path, cancellationToken);

    public Task<DeletedListing> ListDeletedAsync(StorePath folder, CancellationToken cancellationToken) => client.ListDeletedAsync(folder, cancellationToken);

    public Task<CopyReceipt> RestoreAsync(FileVersion version, StorePath? target, bool overwrite, CancellationToken cancellationToken) =>
        client.RestoreAsync(version, target, overwrite, cancellationToken);

    public Task<FolderListing> ListAsync(StorePath folder, CancellationToken cancellationToken) => client.ListAsync(folder, cancellationToken);

    public Task<WriteReceipt> MakeFolderAsync(StorePath path, CancellationToken cancellationToken) => client.MakeFolderAsync(path, cancellationToken);

    public Task<WriteReceipt> DeleteAsync(StorePath path, CancellationToken cancellationToken) => client.DeleteAsync(path, cancellationToken);

    public Task<TreeReceipt> CopyTreeAsync(StorePath source, StorePath target, bool overwrite, CancellationToken cancellationToken) =>
        client.CopyTreeAsync(source, target, overwrite, cancellationToken);

    public Task<TreeReceipt> MoveTreeAsync(StorePath source, StorePath target, bool overwrite, CancellationToken cancellationToken) =>
        client.MoveTreeAsync(source, target, overwrite, cancellationToken);

    public Task<VerifyReport> VerifyAsync(IReadOnlyList<StorePath> paths, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        client.VerifyAsync(paths, progress, cancellationToken);

    public Task<StoreStatus> GetStatusAsync(CancellationToken cancellationToken) => client.GetStatusAsync(cancellationToken);

    public Task<RepairReceipt> RepairAsync(bool withScrub, CancellationToken cancellationToken) => client.RepairAsync(withScrub, cancellationToken);

    public Task<QuotaReport> GetQuotaAsync(CancellationToken cancellationToken) => client.GetQuotaAsync(cancellationToken);

    public Task<string> MakeRecoveryKeyAsync(CancellationToken cancellationToken) => client.MakeRecoveryKeyAsync(cancellationToken);

    public Task ChangePasswordAsync(string password, CancellationToken cancellationToken) => client.ChangePasswordAsync(password, cancellationToken);

    public Task<KeyRotationReport> RotateKeyAsync(IProgress<long>? progress, CancellationToken cancellationToken) => client.RotateKeyAsync(progress, cancellationToken);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
