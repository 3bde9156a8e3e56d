using DfsAspire.Node.Storage.Catalog;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    /// <summary>Why the volume must be opened anew before anything is asked of it; null while it is sound.</summary>
    internal StoreException? Condemned => _catalog.Condemned;

    /// <summary>
    /// Holds every row of the catalog against what is signed in it. A single wrong one means that no other can be trusted: the
    /// volume then begins a new life and copies the catalogs of the others.
    /// </summary>
    /// <returns>False when it does.</returns>
    internal async Task<bool> CheckCatalogAsync(CancellationToken ct)
    {
        try
        {
            await _catalog.ReadAsync(CatalogCheck.Indexes, ct).ConfigureAwait(false);
            for (long? change = 0; change is { } after;)
                change = await _catalog.ReadAsync(db => CatalogCheck.Entries(db, _accounts, after), ct).ConfigureAwait(false);
            for (ContentKey? content = ContentKey.First; content is { } after;)
                content = await _catalog.ReadAsync(db => CatalogCheck.Contents(db, _accounts, _options.Node, after), ct).ConfigureAwait(false);
            return true;
        }
        catch (DamagedCatalogException fault)
        {
            LogCatalogRowDamaged(fault.Message);
            await RenewAsync(_identity.Incarnation, ct).ConfigureAwait(false);
            return false;
        }
    }
}
