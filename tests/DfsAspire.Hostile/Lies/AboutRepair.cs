using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies that a node tells other nodes, which ask it what they need to become whole.</summary>
internal static class AboutRepair
{
    private static readonly byte[] Noise = Scene.Bytes(91, 4096);

    /// <summary>The digest of its accounts is another.</summary>
    public static Lie OtherAccounts { get; } = Of<IntroduceReply>("its accounts are others", MessageKind.Introduce, (_, truth) => truth with { Accounts = 1 });

    /// <summary>The key record of each content is noise.</summary>
    public static Lie KeyRecords { get; } = Of<ChangesReply>("key records of its own making", MessageKind.GetChanges, (_, truth) => truth with
    {
        Changes = [.. truth.Changes.Select(change => change with { KeyRecord = change.KeyRecord.IsEmpty ? default : (byte[])[.. change.KeyRecord.Span[..10], .. Noise.AsSpan(0, 80)] })],
    });

    /// <summary>Entries that a path held before.</summary>
    public static Lie OlderVersions { get; } = Of<ChangesReply>("older versions", MessageKind.GetChanges, Older);

    /// <summary>Lies of the right form, about what is asked.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Of<IntroduceReply>("it remembers a newer volume of the other", MessageKind.Introduce, (_, truth) =>
            truth with { KnownIncarnation = long.MaxValue, KnownSequence = long.MaxValue }),
        Of<IntroduceReply>("it remembers more of the other's volume", MessageKind.Introduce, (_, truth) => truth with { KnownSequence = long.MaxValue }),
        Of<IntroduceReply>("it has never heard of the other", MessageKind.Introduce, (_, truth) => truth with { KnownIncarnation = 0, KnownSequence = 0 }),
        Of<IntroduceReply>("it belongs to another cluster", MessageKind.Introduce, (_, truth) => truth with { Cluster = new Guid(Noise.AsSpan(0, 16)) }),
        Of<IntroduceReply>("it is a new volume each time", MessageKind.Introduce, (exchange, truth) =>
            truth with { Incarnation = truth.Incarnation + (long)exchange.World.Now.TotalMilliseconds }),
        OtherAccounts,
        Of<IntroduceReply>("it is copying catalogs itself", MessageKind.Introduce, (_, truth) => truth with { IsSettled = false }),
        Of<ChangesReply>("there are no changes", MessageKind.GetChanges, (_, truth) => truth with { Changes = [], HasMore = false }),
        Of<ChangesReply>("one is hidden", MessageKind.GetChanges, (_, truth) => truth with { Changes = [.. truth.Changes.Skip(1)] }),
        Of<ChangesReply>("newer entries that nobody signed", MessageKind.GetChanges, (_, truth) =>
            truth with { Changes = [.. truth.Changes.Select(change => change with { Entry = Forged.WithOwnKey(change.Entry) })] }),
        Of<ChangesReply>("deletions that nobody signed", MessageKind.GetChanges, (_, truth) => truth with
        {
            Changes = [.. truth.Changes.Select(change => change with { Entry = Forged.WithOwnKey(change.Entry, EntryKind.Tombstone), KeyRecord = default })],
        }),
        Endless("invented entries without end", change => Forged.WithOwnKey(change.Entry)),
        Endless("the same entries without end", change => change.Entry),
        Of<ChangesReply>("changes that do not get on", MessageKind.GetChanges, (_, truth) => truth with { HasMore = true }),
        OlderVersions,
        Of<ChangesReply>("key records under the last master key there may be", MessageKind.GetChanges, (_, truth) => truth with
        {
            Changes = [.. truth.Changes.Select(change => change with { KeyRecord = change.KeyRecord.IsEmpty ? default : Numbered(change.KeyRecord, 127) })],
        }),
        Of<AccountsReply>("accounts of its own making", MessageKind.ListAccounts, (_, truth) =>
            truth with { Accounts = [.. truth.Accounts.Select(report => report with { Record = AboutAccounts.Forged(report.Record) })] }),
        Of<AccountsReply>("invented accounts without end", MessageKind.ListAccounts, Invented),
        Of<AccountsReply>("the same accounts for ever", MessageKind.ListAccounts, (_, truth) => truth with { HasMore = true }),
        Of<AccountsReply>("there are no accounts", MessageKind.ListAccounts, (_, truth) => truth with { Accounts = [], HasMore = false }),
        Of<AccountReply>("an administrator of its own making", MessageKind.GetAccount, (_, truth) =>
            truth.Record is { } record ? new AccountReply(Outcome.Ok, AboutAccounts.Forged(record).Account) : truth),
        Of<AccountReply>("there is no administrator", MessageKind.GetAccount, (_, _) => new AccountReply(new Outcome(Status.NotFound, null), null)),
        Of<UseReply>("it holds everything whole", MessageKind.GetUse, (_, truth) =>
            truth with { Reports = [.. truth.Reports.Select(_ => new ContentReport(ContentUse.Committed | ContentUse.Named, HeldParts.All))] }),
        Of<UseReply>("nobody needs anything", MessageKind.GetUse, (_, truth) =>
            truth with { Reports = [.. truth.Reports.Select(_ => new ContentReport(ContentUse.Closed, default))] }),
        Of<UseReply>("fewer answers than questions", MessageKind.GetUse, (_, truth) => truth with { Reports = [] }),
        Of<StampsReply>("it holds the highest stamp, everywhere", MessageKind.GetStamps, (_, truth) =>
            truth with { Reports = [.. truth.Reports.Select(_ => new PathReport(new Stamp(ulong.MaxValue, Guid.Empty), HeldParts.All, true))] }),
        Of<StampsReply>("it has forgotten all paths", MessageKind.GetStamps, (_, truth) =>
            truth with { Reports = [.. truth.Reports.Select(_ => new PathReport(Stamp.None, default, true))] }),
        Of<CloseReply>("it is closed", MessageKind.CloseContent, (_, _) => new CloseReply(Outcome.Ok)),
        Contents("noise", contents => Scene.Bytes(92, contents.Length)),
        Contents("one bit turned over", contents => [(byte)(contents[0] ^ 1), .. contents[1..]]),
        new Lie("the part is longer", MessageKind.FetchPart, async exchange =>
        {
            if (exchange.Contents.Length == 0)
                return false;
            var truth = exchange.Truth<FetchReply>();
            await exchange.SayAsync(truth with { Size = truth.Size + 1024, Run = truth.Run + 1024 });
            await exchange.SayContentsAsync((byte[])[.. exchange.Contents, .. new byte[1024]]);
            return true;
        }),
        new Lie("four kilobytes each nine seconds", MessageKind.FetchPart, TrickleAsync),
        Of<AuthenticateReply>("a million rounds, please", MessageKind.Authenticate, (_, truth) => truth with
        {
            Scram = System.Text.Encoding.ASCII.GetBytes(System.Text.Encoding.ASCII.GetString(truth.Scram.Span)
                .Replace($",i={ScramVerifier.MinIterations},", $",i={ScramVerifier.MaxIterations},", StringComparison.Ordinal)),
        }),
    ];

    private static Lie Of<T>(string name, MessageKind kind, Func<Exchange, T, T> change) where T : IMessage<T> => new($"{name}, to nodes", kind, async exchange =>
    {
        if (exchange.IsRefused)
            return false;
        await exchange.SayAsync(change(exchange, exchange.Truth<T>()));
        return true;
    });

    private static Lie Endless(string name, Func<Change, SignedEntry> change) => Of<ChangesReply>(name, MessageKind.GetChanges, (exchange, truth) =>
    {
        if (truth.Changes.Count > 0)
            exchange.Node.Changes = truth.Changes;
        var after = exchange.Request<GetChanges>().After;
        return truth with { HasMore = true, Changes = [.. exchange.Node.Changes.Select((one, at) => one with { Number = after + at + 1, Entry = change(one) })] };
    });

    // What it once showed of a path, in the place of what it holds now.
    private static ChangesReply Older(Exchange exchange, ChangesReply truth) => truth with
    {
        Changes =
        [
            .. truth.Changes.Select(change => exchange.Node.States.Find(state => state.User == change.Entry.Entry.User && state.Path == change.Entry.Entry.Path.Value).Reply
                is { Entry: { } entry } seen ? new Change(change.Number, entry, seen.KeyRecord) : change),
        ],
    };

    private static AccountsReply Invented(Exchange exchange, AccountsReply truth)
    {
        if (truth.Accounts.Count > 0)
            exchange.Node.Reports = truth.Accounts;
        var user = $"{exchange.Request<ListAccounts>().After}a";
        var record = exchange.Node.Reports[^1].Record;
        var account = SignedAccount.Sign(record.Account.Account with { User = user[..Math.Min(user.Length, 60)] }, _ => record.Account.Signature.ToArray());
        return new AccountsReply(Outcome.Ok, true, [new AccountReport(new AccountRecord(account, null), default)]);
    }

    private static Lie Contents(string name, Func<byte[], byte[]> change) => new($"{name}, to nodes", MessageKind.FetchPart, async exchange =>
    {
        if (exchange.Contents.Length == 0)
            return false;
        await exchange.SayAsync(exchange.Truth<FetchReply>());
        await exchange.SayContentsAsync(change(exchange.Contents));
        return true;
    });

    // Just as fast as a connection must be.
    private static async Task<bool> TrickleAsync(Exchange exchange)
    {
        const int Piece = 4 * WireLimits.ChunkBytes;
        if (exchange.Contents.Length < 100 * Piece)
            return false;
        await exchange.SayAsync(exchange.Truth<FetchReply>());
        await exchange.TrickleAsync(exchange.Contents, Piece, TimeSpan.FromSeconds(9));
        return true;
    }

    private static byte[] Numbered(ReadOnlyMemory<byte> keyRecord, byte number)
    {
        var bytes = keyRecord.ToArray();
        bytes[2] = number;
        return bytes;
    }
}
