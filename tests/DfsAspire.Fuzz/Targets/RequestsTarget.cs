using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using static DfsAspire.Fuzz.Targets.Samples;

namespace DfsAspire.Fuzz.Targets;

/// <summary>What clients send to nodes.</summary>
internal static class RequestsTarget
{
    public static MessageForms Forms { get; } = new MessageForms()
        .With(new Hello(Hello.ProtocolMagic, 1, Id)).With(new Authenticate(Bytes)).With(new Prove(Bytes)).With(new ContentsEnd(UInt128.MaxValue))
        .With(new StagePart(Header, Content, Samples.Path, 4, true, 1L << 40, 65_552)).With(new PlaceStamp(Header, Samples.Path, Stamp, Content))
        .With(new PlaceStamp(Header, Samples.Path, Stamp, Content, 7, Samples.Path))
        .With(new Commit(Header, FileEntry, Bytes, 99)).With(new Finish(Header, Tombstone, Bytes, 99)).With(new GetState(Header, Samples.Path))
        .With(new ListFolder(Header, StorePath.Root, "last")).With(new FetchPart(Header, Content, 2, 65_552, -1, "alice"))
        .With(new Discard(Header, Content)).With(new CheckPart(Header, Content, 1)).With(new GetStaged(Header, Content)).With(new GetNodeStatus(Header))
        .With(new PutAccount(Header, Account, Credentials)).With(new PutCredentials(Header, Credentials, new(7, 9))).With(new GetKeyRecords(Header, Content, 2)).With(new PutKeyRecords(Header, [new(Content, Bytes)])).With(new ConfirmParts(Header, [new(Content, 3, 99)])).With(new GetAccount(Header, "alice")).With(new ListAccounts(Header, "")).With(new Found(Header, Id, 2, Account))
        .With(new RepairNow(Header, true)).With(new ListVersions(Header, Samples.Path, "name", "last", Stamp)).With(new GetContent(Header, Content));

    public static FuzzTarget Target { get; } = new("requests", Forms.Run) { Seeds = () => Forms.Samples, Words = MessagePackWords.All };
}
