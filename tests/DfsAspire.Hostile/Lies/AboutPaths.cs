using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies about what a path holds.</summary>
internal static class AboutPaths
{
    private static readonly string[] Paths = ["docs/a", "docs/b", "docs/large", "docs/gone", "docs/half"];

    /// <summary>All of them.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Of("an older version", exchange => Past(exchange, "docs/a")),
        Of("the file that was deleted", exchange => Past(exchange, "docs/gone")),
        Of("another path's entry", (exchange, truth) => IsFile(truth, exchange) ? Other(exchange, exchange.User, "docs/large", "docs/b") : null, isKnown: true),
        Of("another user's entry of that name", (exchange, _) => Other(exchange, "bob", "docs/a", "docs/a"), isKnown: true),
        Entry("an entry without a signature", Forged.Unsigned),
        Entry("an entry with a wrong signature", Forged.WronglySigned),
        Entry("an entry with other fields under a true signature", Forged.Changed),
        Entry("a newer entry signed with its own key", entry => Forged.WithOwnKey(entry)),
        Entry("a tombstone signed with its own key", entry => Forged.WithOwnKey(entry, EntryKind.Tombstone)),
        Of("a tombstone where nothing ever was", (exchange, truth) =>
            truth with { Entry = Forged.Tombstone(exchange.User, exchange.Request<GetState>().Path.Value, World.Epoch) }, isKnown: true),
        Of("nothing here", (_, truth) => truth with { Entry = null, KeyRecord = default, Held = default, Highest = Stamp.None }),
        Of("all parts are here", (_, truth) => truth with { Held = HeldParts.All }),
        Of("no part is here", (_, truth) => truth with { Held = default }),
        Of("no key record", (_, truth) => truth with { KeyRecord = default }),
        Of("a key record of noise", (_, truth) => truth with { KeyRecord = Scene.Bytes(9, 90) }),
        Of("the longest key record there may be", (_, truth) => truth with { KeyRecord = Scene.Bytes(9, 4096) }),
        Of("the key record of another content", (exchange, truth) =>
            Other(exchange, exchange.User, "docs/large", "docs/b") is { } other ? truth with { KeyRecord = other.KeyRecord } : null),
        Stamped("the highest stamp of all", ulong.MaxValue),
        Stamped("the highest stamp but one", ulong.MaxValue - 1),
        Stamped("a stamp of the next century", (ulong)TimeSpan.FromDays(40_000).TotalMicroseconds * 2),
        Of("no stamp at all", (_, truth) => truth with { Highest = Stamp.None }),
        .. Views.All.Select(view => Of(view.Name, (exchange, truth) => truth with { View = view.Change(exchange.Node, truth.View) }) with
        {
            // A ticket is handed back to its own node only, and only where something is to be finished.
            IsKnown = view.IsKnown && !view.Name.StartsWith("a ticket", StringComparison.Ordinal),
        }),
    ];

    private static Lie Stamped(string name, ulong counter) =>
        Of(name, (_, truth) => truth with { Highest = new Stamp(counter, Guid.Empty) }, isKnown: true);

    private static Lie Entry(string name, Func<SignedEntry, SignedEntry> change) =>
        Of(name, (exchange, truth) => IsFile(truth, exchange) ? truth with { Entry = change(truth.Entry!) } : null, isKnown: true);

    private static Lie Of(string name, Func<Exchange, StateReply?> reply) => Of(name, (exchange, _) => reply(exchange));

    private static Lie Of(string name, Func<Exchange, StateReply, StateReply?> reply, bool isKnown = false) => new(name, MessageKind.GetState, async exchange =>
    {
        if (exchange.IsRefused || reply(exchange, exchange.Truth<StateReply>()) is not { } said)
            return false;
        await exchange.SayAsync(said);
        return true;
    })
    { IsKnown = isKnown };

    private static bool IsFile(StateReply truth, Exchange exchange) =>
        truth.Entry?.Entry.Kind == EntryKind.File && Paths.Contains(exchange.Request<GetState>().Path.Value);

    // The first state of this path that was a file.
    private static StateReply? Past(Exchange exchange, string path) =>
        exchange.Request<GetState>().Path.Value == path ? Other(exchange, exchange.User, path, path) : null;

    // What was seen of one path, or of another one where the question is about the first itself.
    private static StateReply? Other(Exchange exchange, string user, string path, string orElse)
    {
        var wanted = exchange.Request<GetState>().Path.Value == path ? orElse : path;
        return exchange.Node.States.Where(seen => seen.User == user && seen.Path == wanted && seen.Reply.Entry?.Entry.Kind == EntryKind.File)
            .Select(seen => seen.Reply).FirstOrDefault();
    }
}
