using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>The parts that lie on this node, or should.</summary>
internal static class PartRows
{
    /// <summary>One part; null when the catalog knows nothing of it.</summary>
    public static PartRow? Find(CatalogConnection db, string user, ContentId content, int part) => db.First(
        "SELECT part, state, loan, length, checksum, trailer, file FROM parts WHERE user = $1 AND content = $2 AND part = $3",
        Read, user, content.ToRow(), part);

    /// <summary>All parts of a content.</summary>
    public static List<PartRow> Of(CatalogConnection db, string user, ContentId content) => db.All(
        "SELECT part, state, loan, length, checksum, trailer, file FROM parts WHERE user = $1 AND content = $2",
        Read, user, content.ToRow());

    /// <summary>Puts a row in the place of what was known of the part.</summary>
    public static void Put(CatalogConnection db, string user, ContentId content, PartRow row, long now) => db.Run(
        """
        INSERT INTO parts (user, content, part, state, loan, length, checksum, trailer, file, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT DO UPDATE SET state = excluded.state, loan = excluded.loan, length = excluded.length, checksum = excluded.checksum,
            trailer = excluded.trailer, file = excluded.file, changed_at = excluded.changed_at, checked_at = NULL, confirmed = 1
        """,
        user, content.ToRow(), row.Part, (int)row.State, row.IsLoan, row.Info.Length, row.Info.Checksum.ToRow(), row.Trailer, row.File, now);

    /// <summary>Forgets a part.</summary>
    public static void Remove(CatalogConnection db, string user, ContentId content, int part) =>
        db.Run("DELETE FROM parts WHERE user = $1 AND content = $2 AND part = $3", user, content.ToRow(), part);

    /// <summary>Keeps what a look at the file showed, unless the part has become another one meanwhile.</summary>
    public static void Observe(CatalogConnection db, string user, ContentId content, PartRow seen, PartState state, bool wasRead, long now)
    {
        if (Find(db, user, content, seen.Part) != seen)
            return;
        if (seen.State != state)
        {
            db.Run(
                "UPDATE parts SET state = $4, changed_at = $5 WHERE user = $1 AND content = $2 AND part = $3",
                user, content.ToRow(), seen.Part, (int)state, now);
        }

        if (wasRead)
        {
            db.Run(
                "UPDATE parts SET checked_at = $4 WHERE user = $1 AND content = $2 AND part = $3",
                user, content.ToRow(), seen.Part, now);
        }
    }

    /// <summary>Marks a part that came from one other node: its checksum is right, and nobody has authenticated it.</summary>
    public static void MarkUnconfirmed(CatalogConnection db, string user, ContentId content, int part) =>
        db.Run("UPDATE parts SET confirmed = 0 WHERE user = $1 AND content = $2 AND part = $3", user, content.ToRow(), part);

    /// <summary>When a part came that is marked so; 0 when it is not marked.</summary>
    public static long UnconfirmedSince(CatalogConnection db, string user, ContentId content, int part) => db.Number(
        "SELECT changed_at FROM parts WHERE user = $1 AND content = $2 AND part = $3 AND state = $4 AND confirmed = 0",
        user, content.ToRow(), part, (int)PartState.Held);

    /// <summary>Keeps the length of a trailer that was written anew.</summary>
    public static void SetTrailer(CatalogConnection db, string user, ContentId content, PartRow row) => db.Run(
        "UPDATE parts SET trailer = $4 WHERE user = $1 AND content = $2 AND part = $3 AND file = $5", user, content.ToRow(), row.Part, row.Trailer, row.File);

    /// <summary>Takes the mark away, if it is still the part that was read.</summary>
    public static void Confirm(CatalogConnection db, string user, AuthenticPart part) => db.Run(
        "UPDATE parts SET confirmed = 1 WHERE user = $1 AND content = $2 AND part = $3 AND state = $4 AND confirmed = 0 AND changed_at = $5",
        user, part.Content.ToRow(), part.Part, (int)PartState.Held, part.Since);

    /// <summary>Parts in a state, of contents that entries name, in an order of their own after a certain one.</summary>
    public static List<KeptPart> InState(CatalogConnection db, PartState state, KeptPart? after, int count) => db.All(
        // A number and no parameter: an index of one state serves only who asks for that state. SQLite would sort all of them for each page otherwise.
        $"""
        SELECT part, state, loan, length, checksum, trailer, file, user, content FROM parts {IndexOf(state)}
        WHERE state = {(int)state} AND (user, content, part) > ($1, $2, $3)
            AND EXISTS (SELECT 1 FROM contents WHERE contents.user = parts.user AND contents.content = parts.content AND released_at IS NULL)
        ORDER BY user, content, part LIMIT $4
        """,
        ReadKept, after?.User ?? "", after?.Content.ToBytes() ?? [], after?.Row.Part ?? 0, count);

    private static string IndexOf(PartState state) => state switch
    {
        PartState.Missing => "INDEXED BY parts_missing",
        PartState.Damaged => "INDEXED BY parts_damaged",
        _ => "",
    };

    /// <summary>How many parts in a state are of contents that entries name: nobody misses the others.</summary>
    public static long CountLacking(CatalogConnection db, PartState state) => db.Number(
        """
        SELECT COUNT(*) FROM parts WHERE state = $1
            AND EXISTS (SELECT 1 FROM contents WHERE contents.user = parts.user AND contents.content = parts.content AND released_at IS NULL)
        """,
        (int)state);

    /// <summary>Parts held for other nodes, in an order of their own after a certain one; those of contents that no entry names any more only if wished.</summary>
    public static List<KeptPart> Loans(CatalogConnection db, KeptPart? after, int count, bool withReplaced) => db.All(
        """
        SELECT part, state, loan, length, checksum, trailer, file, user, content FROM parts INDEXED BY parts_on_loan
        WHERE state = 2 AND loan = 1 AND (user, content, part) > ($1, $2, $3)
            AND ($5 OR EXISTS (SELECT 1 FROM contents WHERE contents.user = parts.user AND contents.content = parts.content AND released_at IS NULL))
        ORDER BY user, content, part LIMIT $4
        """,
        ReadKept, after?.User ?? "", after?.Content.ToBytes() ?? [], after?.Row.Part ?? 0, count, withReplaced);

    /// <summary>How many parts of contents that entries name are held for other nodes.</summary>
    public static long CountOnLoan(CatalogConnection db) => db.Number(
        """
        SELECT COUNT(*) FROM parts INDEXED BY parts_on_loan WHERE state = 2 AND loan = 1
            AND EXISTS (SELECT 1 FROM contents WHERE contents.user = parts.user AND contents.content = parts.content AND released_at IS NULL)
        """);

    /// <summary>
    /// Held parts that were neither read nor written since a moment, the one longest unread first; then those that were read at a time that is yet to come:
    /// the clock was ahead, and nobody knows when that was.
    /// </summary>
    public static List<KeptPart> UncheckedSince(CatalogConnection db, long moment, long now, int count) => db.All(
        // Two ranges of one index, which SQLite reads in their order; it would go through all that lies between them for an OR.
        """
        SELECT part, state, loan, length, checksum, trailer, file, user, content, COALESCE(checked_at, changed_at) AS since FROM parts
        WHERE state = $1 AND COALESCE(checked_at, changed_at) < $2
        UNION ALL SELECT part, state, loan, length, checksum, trailer, file, user, content, COALESCE(checked_at, changed_at) FROM parts
        WHERE state = $1 AND COALESCE(checked_at, changed_at) > $3
        ORDER BY since LIMIT $4
        """,
        ReadKept, (int)PartState.Held, moment, Math.Max(moment, now), count);

    /// <summary>How many these are.</summary>
    public static long CountUnchecked(CatalogConnection db, long moment, long now) => db.Number(
        """
        SELECT (SELECT COUNT(*) FROM parts WHERE state = $1 AND COALESCE(checked_at, changed_at) < $2)
            + (SELECT COUNT(*) FROM parts WHERE state = $1 AND COALESCE(checked_at, changed_at) > $3)
        """,
        (int)PartState.Held, moment, Math.Max(moment, now));

    /// <summary>When the held part that was longest neither read nor written was so; 0 when none is held.</summary>
    public static long CheckedSince(CatalogConnection db) =>
        db.Number("SELECT MIN(COALESCE(checked_at, changed_at)) FROM parts WHERE state = $1", (int)PartState.Held);

    /// <summary>How many held parts came from one other node and were not authenticated by a reader since.</summary>
    public static long CountUnconfirmed(CatalogConnection db) =>
        db.Number("SELECT COUNT(*) FROM parts WHERE state = $1 AND confirmed = 0", (int)PartState.Held);

    /// <summary>Contents of which nothing was staged since a moment, and that were never committed.</summary>
    public static List<OwnedContent> StagedBefore(CatalogConnection db, long moment, int count) => db.All(
        """
        SELECT user, content FROM parts WHERE state = $1
            AND NOT EXISTS (SELECT 1 FROM contents WHERE contents.user = parts.user AND contents.content = parts.content)
            AND NOT EXISTS (SELECT 1 FROM partials WHERE partials.user = parts.user AND partials.content = parts.content AND changed_at >= $2)
        GROUP BY user, content HAVING MAX(changed_at) < $2 LIMIT $3
        """,
        static row => new OwnedContent(row.GetString(0), row.Content(1)), (int)PartState.Staged, moment, count);

    /// <summary>Notes that the writer of a content was here: what is staged of it counts as staged now.</summary>
    public static void TouchStaged(CatalogConnection db, string user, ContentId content, long now) => db.Run(
        "UPDATE parts SET changed_at = $4 WHERE user = $1 AND content = $2 AND state = $3", user, content.ToRow(), (int)PartState.Staged, now);

    /// <summary>Bytes of all staged parts of each user.</summary>
    public static List<(string User, long Bytes)> StagedBytes(CatalogConnection db) => db.All(
        "SELECT user, SUM(length) FROM parts WHERE state = $1 GROUP BY user", static row => (row.GetString(0), row.GetInt64(1)), (int)PartState.Staged);

    /// <summary>A row whose columns part, state, loan, length, checksum, trailer and file begin somewhere.</summary>
    public static PartRow Read(SqliteDataReader row, int first) => new(
        row.GetInt32(first), (PartState)row.GetInt32(first + 1), row.GetBoolean(first + 2), new PartInfo(row.GetInt64(first + 3), row.Checksum(first + 4)),
        row.GetInt32(first + 5), row.GetString(first + 6));

    private static KeptPart ReadKept(SqliteDataReader row) => new(row.GetString(7), row.Content(8), Read(row));

    private static PartRow Read(SqliteDataReader row) => Read(row, 0);
}
