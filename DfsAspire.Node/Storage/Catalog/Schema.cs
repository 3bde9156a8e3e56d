using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>The catalog's tables (docs/volume.md, "Catalog"). Stamps are 24 bytes, counter then writer, so that bytes sort as stamps do.</summary>
internal static class Schema
{
    /// <summary>The format number of the whole volume, kept as SQLite's <c>user_version</c>.</summary>
    public const int Format = 10;

    private static readonly string[] Founding =
    [
        """
        CREATE TABLE identity (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            node INTEGER NOT NULL,
            cluster BLOB,
            incarnation INTEGER NOT NULL,
            sequence INTEGER NOT NULL)
        """,
        """
        CREATE TABLE peers (
            node INTEGER PRIMARY KEY,
            incarnation INTEGER NOT NULL,
            sequence INTEGER NOT NULL)
        """,
        """
        CREATE TABLE accounts (
            user TEXT PRIMARY KEY,
            account BLOB NOT NULL,
            signature BLOB NOT NULL) WITHOUT ROWID
        """,
        "CREATE UNIQUE INDEX accounts_any_case ON accounts (user COLLATE NOCASE)",
        """
        CREATE TABLE entries (
            user TEXT NOT NULL,
            folder TEXT NOT NULL,
            name TEXT NOT NULL,
            kind INTEGER NOT NULL,
            stamp BLOB NOT NULL,
            content BLOB,
            entry BLOB NOT NULL,
            signature BLOB NOT NULL,
            PRIMARY KEY (user, folder, name)) WITHOUT ROWID
        """,
        "CREATE INDEX entries_by_content ON entries (user, content) WHERE content IS NOT NULL",
        """
        CREATE TABLE contents (
            user TEXT NOT NULL,
            content BLOB NOT NULL,
            key_record BLOB NOT NULL,
            length INTEGER NOT NULL,
            placement INTEGER NOT NULL,
            entry BLOB NOT NULL,
            signature BLOB NOT NULL,
            committed_at INTEGER NOT NULL,
            released_at INTEGER,
            PRIMARY KEY (user, content)) WITHOUT ROWID
        """,
        """
        CREATE TABLE parts (
            user TEXT NOT NULL,
            content BLOB NOT NULL,
            part INTEGER NOT NULL,
            state INTEGER NOT NULL,
            loan INTEGER NOT NULL,
            length INTEGER NOT NULL,
            checksum BLOB NOT NULL,
            trailer INTEGER NOT NULL,
            file TEXT NOT NULL,
            changed_at INTEGER NOT NULL,
            checked_at INTEGER,
            PRIMARY KEY (user, content, part)) WITHOUT ROWID
        """,
        "CREATE INDEX parts_by_state ON parts (state, loan, length)",
        """
        CREATE TABLE stages (
            user TEXT NOT NULL,
            path TEXT NOT NULL,
            stamp BLOB NOT NULL,
            content BLOB,
            placed_at INTEGER NOT NULL,
            PRIMARY KEY (user, path, stamp)) WITHOUT ROWID
        """,
        "CREATE INDEX stages_by_content ON stages (user, content) WHERE content IS NOT NULL",
        """
        CREATE TABLE closed (
            user TEXT NOT NULL,
            content BLOB NOT NULL,
            closed_at INTEGER NOT NULL,
            PRIMARY KEY (user, content)) WITHOUT ROWID
        """,
    ];

    // What repair needs: the order in which entries came, how far others' catalogs were copied, what is settled and confirmed.
    private static readonly string[] Repair =
    [
        "ALTER TABLE identity ADD COLUMN settled INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE identity ADD COLUMN last_change INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE peers ADD COLUMN copied INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE peers ADD COLUMN copied_from INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE entries ADD COLUMN change INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE entries ADD COLUMN taken_at INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE entries ADD COLUMN everywhere INTEGER NOT NULL DEFAULT 0",
        """
        UPDATE entries SET change = numbered.change
        FROM (SELECT user, folder, name, ROW_NUMBER() OVER (ORDER BY stamp) AS change FROM entries) AS numbered
        WHERE entries.user = numbered.user AND entries.folder = numbered.folder AND entries.name = numbered.name
        """,
        "UPDATE identity SET last_change = (SELECT COUNT(*) FROM entries)",
        "CREATE INDEX entries_by_change ON entries (change)",
        "CREATE INDEX tombstones ON entries (taken_at) WHERE kind = 3",
        "CREATE INDEX contents_by_release ON contents (released_at) WHERE released_at IS NOT NULL",
        "ALTER TABLE parts ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE closed ADD COLUMN everywhere_at INTEGER",
    ];

    // What a node is asked every few seconds, and a scrub for every page, must not read the whole table.
    private static readonly string[] Checks =
    [
        "CREATE INDEX IF NOT EXISTS parts_by_check ON parts (state, COALESCE(checked_at, changed_at))",
        "CREATE INDEX IF NOT EXISTS parts_unconfirmed ON parts (state) WHERE confirmed = 0",
    ];

    // What interrupted uploads need.
    private static readonly string[] Partials =
    [
        """
        CREATE TABLE partials (
            user TEXT NOT NULL,
            content BLOB NOT NULL,
            part INTEGER NOT NULL,
            length INTEGER NOT NULL,
            file TEXT NOT NULL,
            changed_at INTEGER NOT NULL,
            PRIMARY KEY (user, content, part)) WITHOUT ROWID
        """,
    ];

    // What nobody signs and no other row says again.
    private static readonly string[] Checksums =
    [
        "ALTER TABLE identity ADD COLUMN cluster_checksum BLOB",
        "UPDATE identity SET cluster_checksum = checksum(cluster)",
        "ALTER TABLE contents ADD COLUMN key_checksum BLOB",
        "UPDATE contents SET key_checksum = checksum(key_record)",
    ];

    // What users change of their accounts by themselves, and how much they keep.
    private static readonly string[] Users =
    [
        "ALTER TABLE accounts ADD COLUMN credentials BLOB",
        "ALTER TABLE accounts ADD COLUMN credentials_signature BLOB",
        """
        CREATE TABLE usage (
            user TEXT PRIMARY KEY,
            bytes INTEGER NOT NULL,
            files INTEGER NOT NULL) WITHOUT ROWID
        """,
        """
        INSERT INTO usage (user, bytes, files)
        SELECT entries.user, SUM(contents.length), COUNT(*)
        FROM entries JOIN contents ON contents.user = entries.user AND contents.content = entries.content
        WHERE entries.kind = 1 GROUP BY entries.user
        """,
        "ALTER TABLE stages ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE stages ADD COLUMN files INTEGER NOT NULL DEFAULT 0",
    ];

    // What paths held before.
    private static readonly string[] Versions =
    [
        """
        CREATE TABLE versions (
            user TEXT NOT NULL,
            folder TEXT NOT NULL,
            name TEXT NOT NULL,
            stamp BLOB NOT NULL,
            content BLOB,
            entry BLOB NOT NULL,
            signature BLOB NOT NULL,
            replaced_at INTEGER NOT NULL,
            PRIMARY KEY (user, folder, name, stamp)) WITHOUT ROWID
        """,
        "CREATE INDEX versions_by_replacement ON versions (replaced_at)",
        "CREATE INDEX versions_by_content ON versions (user, content) WHERE content IS NOT NULL",
    ];

    // What other nodes want closed, and since when: a node that starts every day must come to agree, too. And what repair goes through page by page: of
    // millions of missing parts, each page must not read all.
    private static readonly string[] Closing =
    [
        """
        CREATE TABLE closing (
            asker INTEGER NOT NULL,
            user TEXT NOT NULL,
            content BLOB NOT NULL,
            asked_at INTEGER NOT NULL,
            PRIMARY KEY (user, content, asker)) WITHOUT ROWID
        """,
        "CREATE INDEX closing_by_asker ON closing (asker, asked_at)",
        "CREATE INDEX parts_missing ON parts (user, content, part) WHERE state = 3",
        "CREATE INDEX parts_damaged ON parts (user, content, part) WHERE state = 4",
        "CREATE INDEX parts_on_loan ON parts (user, content, part) WHERE state = 2 AND loan = 1",
    ];

    // Names that differ only by case are refused where they are made; two that were made at once at different nodes are kept.
    private static readonly string[] Names =
    [
        "DROP INDEX accounts_any_case",
        "CREATE INDEX accounts_any_case ON accounts (user COLLATE NOCASE)",
    ];

    // How many rows each user has, and how much its writes have set aside: asked for at every write, and so never counted then. Triggers, because rows go
    // in many ways, and no trigger fires for what INSERT OR REPLACE removes: no table here may be written that way.
    private static readonly string[] Counters =
    [
        "ALTER TABLE usage ADD COLUMN names INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE usage ADD COLUMN aside_bytes INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE usage ADD COLUMN aside_files INTEGER NOT NULL DEFAULT 0",
        """
        CREATE VIEW counted AS
        SELECT user, SUM(bytes) AS bytes, SUM(files) AS files, SUM(names) AS names, SUM(aside_bytes) AS aside_bytes, SUM(aside_files) AS aside_files FROM (
            SELECT entries.user AS user, CASE kind WHEN 1 THEN COALESCE(contents.length, 0) ELSE 0 END AS bytes, kind = 1 AS files,
                1 AS names, 0 AS aside_bytes, 0 AS aside_files
            FROM entries LEFT JOIN contents ON contents.user = entries.user AND contents.content = entries.content
            UNION ALL SELECT user, 0, 0, 1, 0, 0 FROM versions
            UNION ALL SELECT user, 0, 0, 1, bytes, files FROM stages
            UNION ALL SELECT user, 0, 0, 1, 0, 0 FROM parts WHERE state = 1
            UNION ALL SELECT user, 0, 0, 1, 0, 0 FROM partials)
        GROUP BY user
        """,
        "DELETE FROM usage",
        "INSERT INTO usage (user, bytes, files, names, aside_bytes, aside_files) SELECT user, bytes, files, names, aside_bytes, aside_files FROM counted",
        .. CountRows("entries"),
        .. CountRows("versions"),
        .. CountRows("partials"),
        .. CountRows("stages", bytes: "bytes", files: "files"),
        """
        CREATE TRIGGER stages_change AFTER UPDATE OF bytes, files ON stages BEGIN
            UPDATE usage SET aside_bytes = aside_bytes + NEW.bytes - OLD.bytes, aside_files = aside_files + NEW.files - OLD.files WHERE user = NEW.user;
        END
        """,
        .. CountRows("parts", onlyWhen: "state = 1"),
        """
        CREATE TRIGGER parts_change AFTER UPDATE OF state ON parts WHEN (NEW.state = 1) <> (OLD.state = 1) BEGIN
            UPDATE usage SET names = names + (NEW.state = 1) - (OLD.state = 1) WHERE user = NEW.user;
        END
        """,
    ];

    private static readonly string[][] Steps = [Founding, Repair, Checks, Partials, Checksums, Users, Versions, Closing, Names, Counters];

    // SQLite keeps the tables' description as text, and would take a changed one for what was meant.
    private static readonly Lazy<List<string>> Expected = new(() =>
    {
        using var db = CatalogConnection.Open(":memory:", readOnly: false);
        foreach (var statement in Steps.SelectMany(step => step))
            db.Run(statement);
        return Read(db);
    });

    /// <summary>Makes the tables in an empty database and brings those of an older program up to date; refuses one that a newer program wrote.</summary>
    /// <exception cref="StoreException">The format is newer than this program (Conflict).</exception>
    /// <exception cref="DamagedCatalogException">The tables are not those of its format.</exception>
    public static void Ensure(CatalogConnection db)
    {
        var format = db.Number("PRAGMA user_version");
        if (format > Format)
        {
            throw new StoreException(
                Status.Conflict, $"The volume has format {format}, this program knows formats up to {Format}. Start the newer program that wrote it.");
        }

        if (format == Format)
        {
            if (!Read(db).SequenceEqual(Expected.Value))
                throw new DamagedCatalogException("The catalog's own description of its tables is damaged.");
            return;
        }

        db.Run("BEGIN IMMEDIATE");
        foreach (var statement in Steps.Skip((int)format).SelectMany(step => step))
            db.Run(statement);
        db.Run($"PRAGMA user_version = {Format}");
        db.Run("COMMIT");
    }

    // However the next program lays its statements out, it makes the same tables.
    private static List<string> Read(CatalogConnection db) => db.All(
        "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name",
        static row => string.Join(' ', row.GetString(0).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static string[] CountRows(string table, string bytes = "", string files = "", string onlyWhen = "")
    {
        string Of(string row, string column) => column.Length == 0 ? "0" : $"{row}.{column}";
        string When(string row) => onlyWhen.Length == 0 ? "" : $" WHEN {row}.{onlyWhen}";
        return
        [
            $"""
            CREATE TRIGGER {table}_come AFTER INSERT ON {table}{When("NEW")} BEGIN
                INSERT OR IGNORE INTO usage (user, bytes, files) VALUES (NEW.user, 0, 0);
                UPDATE usage SET names = names + 1, aside_bytes = aside_bytes + {Of("NEW", bytes)}, aside_files = aside_files + {Of("NEW", files)} WHERE user = NEW.user;
            END
            """,
            $"""
            CREATE TRIGGER {table}_go AFTER DELETE ON {table}{When("OLD")} BEGIN
                UPDATE usage SET names = names - 1, aside_bytes = aside_bytes - {Of("OLD", bytes)}, aside_files = aside_files - {Of("OLD", files)} WHERE user = OLD.user;
            END
            """,
        ];
    }
}
