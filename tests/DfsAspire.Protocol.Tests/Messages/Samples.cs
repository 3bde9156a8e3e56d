using System.Buffers;
using System.Security.Cryptography;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Tests.Messages;

/// <summary>One message of each kind, with every field set to something that could be mistaken for nothing else.</summary>
internal static class Samples
{
    public static ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static IReadOnlyList<Sample> All { get; } = Make();

    public static SignedEntry File { get; } = SignedEntry.Sign(FileEntry, Key);

    public static Entry FileEntry => new()
    {
        User = "alice",
        Path = StorePath.Parse("docs/über report.pdf"),
        Kind = EntryKind.File,
        Stamp = new Stamp(1_763_800_000_000_000, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")),
        WrittenAt = 1_763_800_000_000,
        Content = new ContentId(Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100")),
        Length = 1_000_003,
        Placement = 3,
        Layout = Entry.FourLanes,
        Parts = [new(250_065, 1), new(250_065, UInt128.MaxValue), new(250_065, 3), new(250_064, 4)],
    };

    public static Account Account => new()
    {
        User = "alice",
        Role = AccountRole.User,
        Epoch = 7,
        PublicKey = Key.ExportSubjectPublicKeyInfo(),
        State = AccountState.Disabled,
        Quota = new Quota(1_000_000, null),
        Access = Access,
    };

    public static Access Access => new(
        new byte[] { 1, 2, 3 }, new PasswordDerivation(new byte[16], 600_000), [.. Enumerable.Range(1, 4).Select(node => ScramVerifier.Create($"password {node}"))]);

    public static Credentials Credentials => new() { User = "alice", Epoch = 8, MasterKey = 2, Password = Access, Recovery = Access };

    private static List<Sample> Make()
    {
        var header = new RequestHeader("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1", 30_000);
        var view = new NodeView(11, [1, 2, 3, 4], 99);
        var outcome = new Outcome(Status.Busy, "try again");
        var path = StorePath.Parse("docs/a b.txt");
        var stamp = new Stamp(5, Guid.NewGuid());
        var content = ContentId.New();
        var entry = SignedEntry.Sign(FileEntry, Key);
        var account = SignedAccount.Sign(Account, Key);
        var credentials = SignedCredentials.Sign(Credentials, Key);
        byte[] bytes = [9, 8, 7];
        return
        [
            Of(new Hello("DFSA", 1, Guid.NewGuid())), Of(new Hello("DFSA", 1, null)),
            Of(new Welcome(outcome, 1, 4, Guid.NewGuid(), 17, "DfsAspire 0.1")),
            Of(new Authenticate(bytes)), Of(new Authenticate(bytes, AccessKind.Recovery)), Of(new AuthenticateReply(outcome, bytes)), Of(new Prove(bytes)), Of(new ProveReply(outcome, bytes)),
            Of(new ContentsEnd(UInt128.MaxValue - 5)), Of(new SignOfLife()), Of(new Refusal(outcome)),
            Of(new StagePart(header, content, path, 4, true, 1L << 40)), Of(new StageReply(outcome, view, stamp, EntryKind.Folder)),
            Of(new PlaceStamp(header, path, stamp, default)), Of(new PlaceStamp(header, path, stamp, content, 5, StorePath.Parse("old/name"))),
            Of(new StampReply(outcome, view, stamp)),
            Of(new Commit(header, entry, bytes, 99)), Of(new CommitReply(outcome, view, stamp)),
            Of(new Finish(header, entry, bytes, 99)), Of(new FinishReply(outcome, view, stamp)),
            Of(new GetState(header, path)), Of(new StateReply(Outcome.Ok, view, entry, bytes, new HeldParts(0b0101), stamp)),
            Of(new StateReply(Outcome.Ok, view, null, Array.Empty<byte>(), default, Stamp.None)),
            Of(new ListFolder(header, StorePath.Root, "last")), Of(new ListReply(Outcome.Ok, view, true, [new(entry, HeldParts.All), new(entry, default)])),
            Of(new ListVersions(header, path, "a b.txt", "last", stamp)), Of(new VersionsReply(Outcome.Ok, view, true, [new(entry, HeldParts.All, 5, 9), new(entry, default, 1, long.MaxValue)])),
            Of(new GetContent(header, content)), Of(new ContentReply(Outcome.Ok, view, bytes, new HeldParts(0b0110))),
            Of(new FetchPart(header, content, 2, 65_552, -1)), Of(new FetchReply(Outcome.Ok, 100, "a b.txt", 50, 1_795_363_512_345)),
            Of(new ConfirmParts(header, [new AuthenticPart(content, 4, 1_795_363_512_345), new AuthenticPart(content, 1, 1)])), Of(new ConfirmReply(outcome)),
            Of(new Discard(header, content)), Of(new DiscardReply(outcome)), Of(new CheckPart(header, content, 1)), Of(new CheckReply(outcome, 12)),
            Of(new GetNodeStatus(header)), Of(new NodeStatusReply(Outcome.Ok, view, new NodeStatus
            {
                Entries = 1, Parts = 2, CatalogSequence = 12, PartsRestored = 13, PartsUnconfirmed = 14, CheckedSince = 15, ScrubPartsRead = 16,
                ScrubPartsDue = 17, PartsUnobtainable = 18, StrayFiles = 19, State = NodeState.ReadOnly, Why = "compares its accounts",
            })),
            Of(new StagePart(header, content, path, 4, true, 1L << 40, 65_552)), Of(new GetStaged(header, content)),
            Of(new StagedReply(Outcome.Ok, [default, new(StagedState.Partial, 65_552, 7), new(StagedState.Whole, 1 << 20, UInt128.MaxValue), new(StagedState.Committed, 9, 1)])),
            Of(new PutAccount(header, account)), Of(new PutAccountReply(outcome)), Of(new GetAccount(header, "alice")), Of(new GetAccount(header, "alice", WithUse: true)),
            Of(new AccountReply(Outcome.Ok, account)), Of(new AccountReply(outcome, null)),
            Of(new ListAccounts(header, "")), Of(new AccountsReply(Outcome.Ok, false, [new(new(account, credentials), new(7, 8)), new(new(account, null), default)])),
            Of(new PutAccount(header, account, credentials)), Of(new AccountReply(Outcome.Ok, account, credentials)),
            Of(new AccountReply(Outcome.Ok, account, credentials, new AccountUse(long.MaxValue, 8))), Of(new AccountReply(Outcome.Ok, account, null, new AccountUse(0, 1))),
            Of(new PutCredentials(header, SignedCredentials.Sign(Credentials with { NewestKey = 3 }, Key), CredentialsBase.Of(credentials))),
            Of(new GetKeyRecords(header, content, 2)), Of(new KeyRecordsReply(Outcome.Ok, 2, 1_795_363_512_345, content, [new(content, bytes), new(ContentId.New(), bytes)])),
            Of(new KeyRecordsReply(outcome, 1, 0, default, [])), Of(new PutKeyRecords(header, [new(content, bytes)])), Of(new PutKeyRecordsReply(outcome)),
            Of(new PutCredentials(header, credentials)), Of(new PutCredentialsReply(outcome)),
            Of(new FetchPart(header, content, 2, 0, 10, "alice")),
            Of(new Introduce(header, 3, Guid.NewGuid(), 17, 99)), Of(new IntroduceReply(Outcome.Ok, Guid.NewGuid(), 18, true, 17, 98, UInt128.MaxValue)),
            Of(new IntroduceReply(outcome, null, 18, false, 0, 0, 5)),
            Of(new GetChanges(header, 12)), Of(new ChangesReply(Outcome.Ok, true, [new(13, entry, bytes), new(15, entry, Array.Empty<byte>())])),
            Of(new GetUse(header, [new("alice", content), new("bob", content)])),
            Of(new UseReply(Outcome.Ok, [new(ContentUse.Committed | ContentUse.Named, HeldParts.All), new(ContentUse.Closed, default)])),
            Of(new CloseContent(header, "alice", content)), Of(new CloseReply(outcome)),
            Of(new GetStamps(header, [new("alice", path)])), Of(new StampsReply(Outcome.Ok, [new(stamp, new HeldParts(3), true), default])),
            Of(new RepairNow(header, true)), Of(new RepairReply(outcome)),
            Of(new Found(header, Guid.NewGuid(), 2, account)), Of(new FoundReply(outcome)),
        ];
    }

    private static Sample Of<T>(T message) where T : IMessage<T>
    {
        var output = new ArrayBufferWriter<byte>();
        MessageCodec.Write(output, message);
        return new Sample(T.Kind, output.WrittenSpan.ToArray(), encoded =>
        {
            var again = new ArrayBufferWriter<byte>();
            MessageCodec.Write(again, MessageCodec.Read<T>(encoded));
            return again.WrittenSpan.ToArray();
        });
    }
}

/// <summary>An encoded message, and how to read it and write it again.</summary>
internal sealed record Sample(MessageKind Kind, byte[] Encoded, Func<ReadOnlyMemory<byte>, byte[]> Read);
