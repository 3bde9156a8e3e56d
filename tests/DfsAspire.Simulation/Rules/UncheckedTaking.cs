using System.Runtime.CompilerServices;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Simulation.Rules;

/// <summary>Takes an entry from another node as repair would that did not look who signed it.</summary>
internal static class UncheckedTaking
{
    public static Task TakeAsync(NodeStore store, int node, Change change)
    {
        var taking = new Taking(change.Entry, change.KeyRecord, TakingBy.Copy, default);
        return CatalogOf(store).WriteAsync(
            db => taking.Decide(db) ?? taking.Apply(db, Parts(db, taking, node), now: 0),
            CancellationToken.None);
    }

    private static TakenParts Parts(CatalogConnection db, Taking taking, int node) => taking.Entry.Content.IsNone
        ? TakenParts.None
        : TakenParts.Sort(taking.Entry, node, PartRows.Of(db, taking.Entry.User, taking.Entry.Content), static _ => true);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_catalog")]
    private static extern ref CatalogDatabase CatalogOf(NodeStore store);
}
