using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>Whether a node would go on with a catalog.</summary>
internal static class CatalogTrust
{
    /// <summary>
    /// Opens the catalog as a node does at its start, and scrubs it; false when either finds it damaged or another node's. Then the node must
    /// be able to begin anew.
    /// </summary>
    public static async Task<bool> IsTrustedAsync(VolumeOptions volume)
    {
        await using (var store = await OpenAsync(volume))
        {
            if (store is not { Identity.IsFounded: true })
                return false;
            try
            {
                return await store.CheckCatalogAsync(TestVolume.Cancel);
            }
            catch (StoreException)
            {
                // SQLite found a broken page on the way: the node opens the catalog anew, as one that is not to be trusted.
                Assert.NotNull(store.Condemned);
            }
        }

        await using var again = await OpenAsync(volume with { IsSuspect = true });
        return again is { Identity.IsFounded: true } && await again.CheckCatalogAsync(TestVolume.Cancel);
    }

    /// <summary>Opens the volume; null when it is refused as another node's or a newer program's.</summary>
    public static async Task<NodeStore?> OpenAsync(VolumeOptions volume)
    {
        try
        {
            return await NodeStore.OpenAsync(volume, TimeProvider.System, NullLogger<NodeStore>.Instance, TestVolume.Cancel);
        }
        catch (StoreException fault) when (fault.Status == Status.Conflict)
        {
            return null;
        }
    }

    /// <summary>Removes catalogs that were set aside, and what SQLite keeps beside the catalog.</summary>
    public static void RemoveAsides(VolumeOptions volume)
    {
        foreach (var aside in Directory.GetFiles(Path.Combine(volume.Directory, ".dfs"), "catalog*"))
            if (Path.GetFileName(aside) != "catalog.db")
                File.Delete(aside);
    }
}
