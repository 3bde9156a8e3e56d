using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Makes the store's folder like the local directory.</summary>
internal sealed class SyncToStore(IStore store, string directory, StorePath folder, SeenFaults faults) : SyncPair(store, directory, folder, faults), ISyncTarget
{
    public string Verb => "put";

    public Task MakeFolderAsync(string name, CancellationToken cancellationToken) => Store.MakeFolderAsync(PathOf(name), cancellationToken);

    public async Task CopyAsync(SyncItem file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        Faults.Note((await Store.PutFileAsync(PathOf(file.Name), LocalOf(file.Name), file.WrittenAt, progress, cancellationToken)).Faults);

    public async Task DeleteAsync(SyncItem item, CancellationToken cancellationToken) =>
        Faults.Note((await Store.DeleteAsync(PathOf(item.Name), cancellationToken)).Faults);
}
