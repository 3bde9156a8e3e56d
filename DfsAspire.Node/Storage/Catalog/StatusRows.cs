using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>Counts over the whole catalog.</summary>
internal static class StatusRows
{
    /// <summary>The status as far as the catalog knows it.</summary>
    public static NodeStatus Count(CatalogConnection db)
    {
        // Lengths of parts that are not here are only said: SUM would fail where they do not fit, TOTAL is exact up to 9 PB and rounds above.
        var groups = db.All(
            "SELECT state, COUNT(*), CAST(TOTAL(length) AS INTEGER) FROM parts GROUP BY state",
            static row => (State: (PartState)row.GetInt32(0), Count: row.GetInt64(1), Bytes: row.GetInt64(2)));
        var held = groups.Where(group => group.State == PartState.Held).ToList();
        return new NodeStatus
        {
            Entries = db.Number("SELECT COUNT(*) FROM entries"),
            Contents = db.Number("SELECT COUNT(*) FROM contents WHERE released_at IS NULL"),
            Parts = held.Sum(group => group.Count),
            PartsMissing = PartRows.CountLacking(db, PartState.Missing),
            PartsDamaged = PartRows.CountLacking(db, PartState.Damaged),
            PartsOnLoan = PartRows.CountOnLoan(db),
            PartBytes = held.Sum(group => group.Bytes),
            PartsUnconfirmed = PartRows.CountUnconfirmed(db),
            CheckedSince = PartRows.CheckedSince(db),
            CatalogSequence = IdentityRows.Sequence(db),
        };
    }
}
