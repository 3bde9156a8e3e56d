using System.Buffers;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using MessagePack;

namespace DfsAspire.Protocol.Tests.Messages;

public sealed class MessageTests
{
    public static TheoryData<string> Kinds => [.. Enum.GetNames<MessageKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_message_comes_back_as_it_went(string name)
    {
        var samples = Samples.All.Where(sample => sample.Kind.ToString() == name).ToList();
        Assert.NotEmpty(samples);
        foreach (var sample in samples)
        {
            Assert.Equal(sample.Kind, MessageCodec.KindOf(sample.Encoded));
            Assert.Equal(sample.Encoded, sample.Read(sample.Encoded));
        }
    }

    [Fact]
    public void Fields_that_a_newer_version_adds_are_skipped()
    {
        foreach (var sample in Samples.All)
            Assert.Equal(sample.Encoded, sample.Read(WithMore(sample.Encoded)));
    }

    [Fact]
    public void A_message_with_a_field_too_few_is_refused()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(3);
        writer.Write((int)MessageKind.Hello);
        writer.Write("DFSA");
        writer.Write(1);
        writer.Flush();
        Assert.Throws<MalformedMessageException>(() => MessageCodec.Read<Hello>(output.WrittenMemory));
    }

    [Fact]
    public void A_stage_without_an_offset_begins_at_the_first_byte_and_none_begins_behind_its_end()
    {
        var stage = new StagePart(default, ContentId.New(), StorePath.Parse("a"), 1, false, 100, 7);
        Assert.Equal((7, 0), MessageCodec.Read<StagePart>(WithLess(Encode(stage with { Size = 9 }), fields: 1)) is var sized ? (sized.Offset, sized.Size) : default);
        Assert.Equal(0, MessageCodec.Read<StagePart>(WithLess(Encode(stage), fields: 2)).Offset);
        Assert.Equal(100, MessageCodec.Read<StagePart>(Encode(stage with { Offset = 100 })).Offset);
        Assert.Throws<MalformedMessageException>(() => MessageCodec.Read<StagePart>(Encode(stage with { Offset = 101 })));
    }

    [Fact]
    public void A_list_of_accounts_of_an_older_release_has_neither_credentials_nor_use()
    {
        var record = new AccountRecord(SignedAccount.Sign(Samples.Account, Samples.Key), SignedCredentials.Sign(Samples.Credentials, Samples.Key));
        var sent = new AccountsReply(Outcome.Ok, false, [new(record, new(1, 2)), new(record, new(3, 4))]);
        var read = MessageCodec.Read<AccountsReply>(WithLess(Encode(sent), fields: 8));
        Assert.Equal(2, read.Accounts.Count);
        Assert.All(read.Accounts, report => Assert.Equal((null, default), (report.Record.Credentials, report.Use)));
        Assert.Equal(new AccountUse(3, 4), MessageCodec.Read<AccountsReply>(Encode(sent)).Accounts[1].Use);
    }

    [Fact]
    public void A_message_is_not_read_as_one_of_another_kind()
    {
        var discard = Samples.All.First(sample => sample.Kind == MessageKind.Discard);
        Assert.Throws<MalformedMessageException>(() => MessageCodec.Read<GetNodeStatus>(discard.Encoded));
    }

    [Fact]
    public void A_text_above_its_limit_is_cut_by_the_sender_at_a_character()
    {
        var output = new ArrayBufferWriter<byte>();
        MessageCodec.Write(output, new Refusal(new Outcome(Status.InternalError, string.Concat(Enumerable.Repeat("🙂", 2000)))));
        var text = MessageCodec.Read<Refusal>(output.WrittenMemory).Outcome.Text!;
        Assert.True(text.Length > 100 && !char.IsHighSurrogate(text[^1]));
    }

    [Fact]
    public void Numbers_on_the_wire_never_change()
    {
        Assert.Equal(
            "Hello=1 Authenticate=2 Prove=3 ContentsEnd=4 SignOfLife=5 StagePart=10 PlaceStamp=11 Commit=12 Finish=13 GetState=14 "
            + "ListFolder=15 FetchPart=16 Discard=17 CheckPart=18 GetStaged=19 GetNodeStatus=20 ConfirmParts=21 ListVersions=22 GetContent=23 PutAccount=30 GetAccount=31 ListAccounts=32 PutCredentials=33 GetKeyRecords=34 PutKeyRecords=35 Found=40 "
            + "Introduce=50 GetChanges=51 GetUse=52 CloseContent=53 GetStamps=54 RepairNow=55 "
            + "Welcome=129 AuthenticateReply=130 ProveReply=131 StageReply=138 StampReply=139 CommitReply=140 FinishReply=141 StateReply=142 "
            + "ListReply=143 FetchReply=144 DiscardReply=145 CheckReply=146 StagedReply=147 NodeStatusReply=148 ConfirmReply=149 VersionsReply=150 ContentReply=151 PutAccountReply=158 AccountReply=159 "
            + "AccountsReply=160 PutCredentialsReply=161 KeyRecordsReply=162 PutKeyRecordsReply=163 FoundReply=168 IntroduceReply=178 ChangesReply=179 UseReply=180 CloseReply=181 StampsReply=182 RepairReply=183 Refusal=255",
            Golden<MessageKind>());
        Assert.Equal(
            "Ok=0 Superseded=1 NotFound=10 PartMissing=11 PartDamaged=12 NotStaged=13 Closed=14 StaleTicket=15 Conflict=16 "
            + "InvalidSignature=17 ChecksumMismatch=18 WrongCredentials=20 Forbidden=21 NotFounded=22 AlreadyFounded=23 WrongMagic=30 "
            + "WrongVersion=31 WrongCluster=32 Malformed=33 UnknownRequest=34 TooLarge=35 TlsRequired=36 OutOfSpace=40 VolumeFailing=41 Busy=42 Stopping=43 "
            + "DeadlinePassed=44 NotReady=45 QuotaExceeded=46 OldMasterKey=47 InternalError=99",
            Golden<Status>());
        Assert.Equal("Unknown=0 Ready=1 ReadOnly=2 Copying=3 Failing=4", Golden<NodeState>());
    }

    [Fact]
    public void A_node_of_an_older_release_says_less_of_its_status()
    {
        var sent = new NodeStatusReply(
            Outcome.Ok, new NodeView(1, [1, 2, 3, 4], 5), new NodeStatus { CatalogSequence = 12, PartsRestored = 13, State = NodeState.Ready, Why = "of no matter" });
        var read = MessageCodec.Read<NodeStatusReply>(WithLess(Encode(sent), fields: 9));
        Assert.Equal(new NodeStatus { CatalogSequence = 12 }, read.Status);
    }

    [Fact]
    public void A_long_reason_is_cut_to_what_may_be_sent()
    {
        var sent = new NodeStatusReply(Outcome.Ok, new NodeView(1, [1, 2, 3, 4], 5), new NodeStatus { Why = new string('ü', WireLimits.TextBytes) });
        var read = MessageCodec.Read<NodeStatusReply>(Encode(sent));
        Assert.Equal(new string('ü', WireLimits.TextBytes / 4), read.Status.Why);
    }

    private static string Golden<T>() where T : struct, Enum =>
        string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToInt32(value, null)}"));

    private static byte[] Encode<T>(T message) where T : IMessage<T>
    {
        var output = new ArrayBufferWriter<byte>();
        MessageCodec.Write(output, message);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] WithLess(byte[] encoded, int fields)
    {
        var reader = new MessagePackReader(encoded);
        var left = reader.ReadArrayHeader() - fields;
        var start = (int)reader.Consumed;
        for (var i = 0; i < left; i++)
            reader.Skip();
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(left);
        writer.WriteRaw(encoded.AsSpan(start, (int)reader.Consumed - start));
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static byte[] WithMore(byte[] encoded)
    {
        var reader = new MessagePackReader(encoded);
        var count = reader.ReadArrayHeader();
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(count + 2);
        writer.WriteRaw(encoded.AsSpan((int)reader.Consumed));
        writer.Write("from the future");
        writer.Write(42);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
