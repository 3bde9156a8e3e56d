using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>Makes the local directory like the store's folder.</summary>
internal sealed class SyncToDirectory(IStore store, string directory, StorePath folder, SeenFaults faults) : SyncPair(store, directory, folder, faults), ISyncTarget
{
    public string Verb => "get";

    public Task MakeFolderAsync(string name, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(LocalOf(name));
        return Task.CompletedTask;
    }

    public async Task CopyAsync(SyncItem file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var local = LocalOf(file.Name);
        var receipt = await Store.GetFileAsync(PathOf(file.Name), local, progress, cancellationToken);
        Faults.Note(receipt.Faults);
        // What came may be newer than what was listed.
        File.SetLastWriteTimeUtc(local, receipt.WrittenAt.UtcDateTime);
    }

    public Task DeleteAsync(SyncItem item, CancellationToken cancellationToken)
    {
        if (item.IsFolder)
            Directory.Delete(LocalOf(item.Name));
        else
            File.Delete(LocalOf(item.Name));
        return Task.CompletedTask;
    }
}
