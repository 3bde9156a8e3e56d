using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell;

/// <summary>What commands need of a store: the seam at which a test puts one that fails on demand. Members are those of <see cref="DfsClient"/>.</summary>
public interface IStore : IAsyncDisposable
{
    /// <inheritdoc cref="DfsClient.PutFileAsync(StorePath, string, IProgress{TransferProgress}?, CancellationToken)"/>
    Task<PutReceipt> PutFileAsync(StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.PutFileAsync(StorePath, string, DateTimeOffset?, IProgress{TransferProgress}?, CancellationToken)"/>
    Task<PutReceipt> PutFileAsync(StorePath path, string file, DateTimeOffset? writtenAt, IProgress<TransferProgress>? progress, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.StatAsync"/>
    Task<ListedEntry?> StatAsync(StorePath path, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.PutAsync"/>
    Task<PutReceipt> PutAsync(StorePath path, Stream content, IProgress<TransferProgress>? progress, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.GetAsync(StorePath, Stream, IProgress{TransferProgress}?, CancellationToken)"/>
    Task<GetReceipt> GetAsync(StorePath path, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.GetFileAsync(StorePath, string, IProgress{TransferProgress}?, CancellationToken)"/>
    Task<GetReceipt> GetFileAsync(StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.GetAsync(FileVersion, Stream, IProgress{TransferProgress}?, CancellationToken)"/>
    Task<GetReceipt> GetAsync(FileVersion version, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.GetFileAsync(FileVersion, string, IProgress{TransferProgress}?, CancellationToken)"/>
    Task<GetReceipt> GetFileAsync(FileVersion version, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.ListVersionsAsync"/>
    Task<VersionListing> ListVersionsAsync(StorePath path, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.ListDeletedAsync"/>
    Task<DeletedListing> ListDeletedAsync(StorePath folder, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.RestoreAsync"/>
    Task<CopyReceipt> RestoreAsync(FileVersion version, StorePath? target, bool overwrite, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.ListAsync"/>
    Task<FolderListing> ListAsync(StorePath folder, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.MakeFolderAsync"/>
    Task<WriteReceipt> MakeFolderAsync(StorePath path, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.DeleteAsync"/>
    Task<WriteReceipt> DeleteAsync(StorePath path, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.CopyTreeAsync"/>
    Task<TreeReceipt> CopyTreeAsync(StorePath source, StorePath target, bool overwrite, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.MoveTreeAsync"/>
    Task<TreeReceipt> MoveTreeAsync(StorePath source, StorePath target, bool overwrite, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.VerifyAsync"/>
    Task<VerifyReport> VerifyAsync(IReadOnlyList<StorePath> paths, IProgress<TransferProgress>? progress, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.GetStatusAsync"/>
    Task<StoreStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.RepairAsync"/>
    Task<RepairReceipt> RepairAsync(bool withScrub, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.GetQuotaAsync"/>
    Task<QuotaReport> GetQuotaAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.MakeRecoveryKeyAsync"/>
    Task<string> MakeRecoveryKeyAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.ChangePasswordAsync"/>
    Task ChangePasswordAsync(string password, CancellationToken cancellationToken);

    /// <inheritdoc cref="DfsClient.RotateKeyAsync"/>
    Task<KeyRotationReport> RotateKeyAsync(IProgress<long>? progress, CancellationToken cancellationToken);
}
