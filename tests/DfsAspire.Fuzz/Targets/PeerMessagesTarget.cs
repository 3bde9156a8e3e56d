using DfsAspire.Protocol.Messages;
using static DfsAspire.Fuzz.Targets.Samples;

namespace DfsAspire.Fuzz.Targets;

/// <summary>What nodes ask one another, and answer.</summary>
internal static class PeerMessagesTarget
{
    public static MessageForms Forms { get; } = new MessageForms()
        .With(new Introduce(Header, 3, Id, 17, 99)).With(new IntroduceReply(Outcome.Ok, Id, 18, true, 17, 98, 5))
        .With(new GetChanges(Header, 12)).With(new ChangesReply(Outcome.Ok, true, [new(13, FileEntry, Bytes), new(15, Tombstone, Array.Empty<byte>())]))
        .With(new GetUse(Header, [new("alice", Content), new("bob", Content)]))
        .With(new UseReply(Outcome.Ok, [new(ContentUse.Committed | ContentUse.Named, HeldParts.All), new(ContentUse.Closed, default)]))
        .With(new CloseContent(Header, "alice", Content)).With(new CloseReply(Refused))
        .With(new GetStamps(Header, [new("alice", Samples.Path)])).With(new StampsReply(Outcome.Ok, [new(Stamp, new HeldParts(3), true), default]));

    public static FuzzTarget Target { get; } = new("peer-messages", Forms.Run) { Seeds = () => Forms.Samples, Words = MessagePackWords.All };
}
