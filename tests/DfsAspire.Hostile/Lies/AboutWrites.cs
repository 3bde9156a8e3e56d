using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies about what was taken.</summary>
internal static class AboutWrites
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Stage("the highest stamp of all", truth => truth with { Highest = new Stamp(ulong.MaxValue, Guid.Empty) }, isKnown: true),
        Stage("a stamp of the next century", truth => truth with { Highest = new Stamp((ulong)TimeSpan.FromDays(80_000).TotalMicroseconds, Guid.Empty) },
            isKnown: true),
        Stage("a folder lies there", truth => truth with { CurrentKind = EntryKind.Folder }, isKnown: true),
        Stage("a tombstone lies there, and no stamp", truth => truth with { CurrentKind = EntryKind.Tombstone, Highest = Stamp.None }),
        Refused<StageReply>("the part was refused, after it was staged", MessageKind.StagePart,
            new StageReply(new Outcome(Status.OutOfSpace, "no room"), NodeView.Nothing, Stamp.None, EntryKind.None)),
        Idle("the part is staged, and is not", MessageKind.StagePart, exchange =>
            exchange.SayAsync(new StageReply(Outcome.Ok, ViewOf(exchange), Stamp.None, EntryKind.None))),
        Idle("the stamp is placed, and is not", MessageKind.PlaceStamp, exchange =>
            exchange.SayAsync(new StampReply(Outcome.Ok, ViewOf(exchange), Stamp.None))),
        Idle("the commit is taken, and is not", MessageKind.Commit, exchange =>
            exchange.SayAsync(new CommitReply(Outcome.Ok, ViewOf(exchange), exchange.Request<Commit>().Entry.Entry.Stamp))),
        Idle("the commit is superseded, and is not", MessageKind.Commit, exchange =>
            exchange.SayAsync(new CommitReply(new Outcome(Status.Superseded), ViewOf(exchange), new Stamp(ulong.MaxValue, Guid.Empty)))),
        Viewed<CommitReply>("the commit is not taken, and is", MessageKind.Commit, (_, truth) =>
            truth with { Outcome = new Outcome(Status.NotStaged, "no parts") }, isKnown: true),
        Viewed<StampReply>("the stamp is not placed, and is", MessageKind.PlaceStamp, (_, truth) =>
            truth with { Outcome = new Outcome(Status.Closed, "closed") }, isKnown: true),
        Idle("the finish is taken, and is not", MessageKind.Finish, exchange =>
            exchange.SayAsync(new FinishReply(Outcome.Ok, ViewOf(exchange), exchange.Request<Finish>().Entry.Entry.Stamp)), isKnown: true),
        Refused<FinishReply>("the finish is not taken, and is", MessageKind.Finish,
            new FinishReply(new Outcome(Status.StaleTicket, "old"), NodeView.Nothing, Stamp.None)),
        Idle("the upload is discarded, and is not", MessageKind.Discard, exchange => exchange.SayAsync(new DiscardReply(Outcome.Ok))),
        .. Views.All.Select(view =>
            Viewed<StampReply>($"{view.Name}, with a stamp", MessageKind.PlaceStamp, (node, truth) => truth with { View = view.Change(node, truth.View) },
                view.IsKnown)),
        .. Views.All.Select(view =>
            Viewed<CommitReply>($"{view.Name}, with a commit", MessageKind.Commit, (node, truth) => truth with { View = view.Change(node, truth.View) },
                view.IsKnown && !view.Name.StartsWith("a ticket", StringComparison.Ordinal))),
        .. Views.All.Select(view =>
            Viewed<StageReply>($"{view.Name}, with a part", MessageKind.StagePart, (node, truth) => truth with { View = view.Change(node, truth.View) },
                isKnown: false)),
    ];

    private static Lie Stage(string name, Func<StageReply, StageReply> change, bool isKnown = false) =>
        Viewed<StageReply>(name, MessageKind.StagePart, (_, truth) => truth.Outcome.IsOk ? change(truth) : truth, isKnown);

    private static Lie Refused<T>(string name, MessageKind kind, T reply) where T : IMessage<T> => new(name, kind, async exchange =>
    {
        await exchange.SayAsync(reply);
        return true;
    })
    { IsKnown = true };

    private static Lie Viewed<T>(string name, MessageKind kind, Func<LyingNode, T, T> change, bool isKnown) where T : IMessage<T> =>
        new(name, kind, async exchange =>
        {
            if (exchange.IsRefused)
                return false;
            await exchange.SayAsync(change(exchange.Node, exchange.Truth<T>()));
            return true;
        })
        { IsKnown = isKnown };

    private static Lie Idle(string name, MessageKind kind, Func<Exchange, Task> say, bool isKnown = false) => new(name, kind, async exchange =>
    {
        await say(exchange);
        return true;
    })
    { IsIdle = true, IsKnown = isKnown };

    private static NodeView ViewOf(Exchange exchange) => exchange.Node.View() with { Ticket = 1 };
}
