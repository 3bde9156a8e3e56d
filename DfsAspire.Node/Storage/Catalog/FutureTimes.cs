namespace DfsAspire.Node.Storage.Catalog;

/// <summary>
/// Times that are yet to come: the clock was ahead when they were written, and was set right. Nothing would come of age by them for as long as it was ahead.
/// They become now, from which on each has the whole of its wait. Stamps and epochs are an order and no times, and stay. So do the times of held parts: a scrub
/// reads those at once (<see cref="PartRows.UncheckedSince"/>).
/// </summary>
internal static class FutureTimes
{
    private static readonly string[] Statements =
    [
        "UPDATE entries SET taken_at = $1 WHERE kind = 3 AND taken_at > $1",
        "UPDATE contents SET released_at = $1 WHERE released_at > $1",
        "UPDATE versions SET replaced_at = $1 WHERE replaced_at > $1",
        "UPDATE parts SET changed_at = $1 WHERE state = 1 AND changed_at > $1",
        "UPDATE partials SET changed_at = $1 WHERE changed_at > $1",
        "UPDATE stages SET placed_at = $1 WHERE placed_at > $1",
        "UPDATE closed SET closed_at = $1 WHERE closed_at > $1",
        "UPDATE closed SET everywhere_at = $1 WHERE everywhere_at > $1",
        "UPDATE closing SET asked_at = $1 WHERE asked_at > $1",
    ];

    /// <summary>Sets all of them to now; answers how many there were.</summary>
    public static int SetTo(CatalogConnection db, long now)
    {
        var count = 0;
        foreach (var statement in Statements)
            count += db.Run(statement, now);
        return count;
    }
}
