using DfsAspire.Protocol.Messages;
using static DfsAspire.Fuzz.Targets.Samples;

namespace DfsAspire.Fuzz.Targets;

/// <summary>What nodes answer to clients.</summary>
internal static class RepliesTarget
{
    public static MessageForms Forms { get; } = new MessageForms()
        .With(new Welcome(Refused, 1, 4, Id, 17, "DfsAspire 0.1")).With(new AuthenticateReply(Refused, Bytes)).With(new ProveReply(Refused, Bytes))
        .With(new ContentsEnd(5)).With(new SignOfLife()).With(new Refusal(Refused))
        .With(new StageReply(Refused, View, Stamp, Protocol.Entries.EntryKind.Folder)).With(new StampReply(Outcome.Ok, View, Stamp))
        .With(new CommitReply(Refused, View, Stamp)).With(new FinishReply(Refused, View, Stamp))
        .With(new StateReply(Outcome.Ok, View, FileEntry, Bytes, new HeldParts(5), Stamp))
        .With(new ListReply(Outcome.Ok, View, true, [new(FileEntry, HeldParts.All), new(Folder, default)])).With(new FetchReply(Outcome.Ok, 100, "a b.txt", 50))
        .With(new DiscardReply(Refused)).With(new CheckReply(Refused, 12)).With(new StagedReply(Outcome.Ok, StagedReply.Nothing))
        .With(new NodeStatusReply(Outcome.Ok, View, new NodeStatus { Entries = 1, State = NodeState.ReadOnly, Why = "compares its accounts" }))
        .With(new PutAccountReply(Refused)).With(new AccountReply(Outcome.Ok, Account, Credentials, new Protocol.Accounts.AccountUse(7, 8))).With(new PutCredentialsReply(Refused))
        .With(new KeyRecordsReply(Outcome.Ok, 2, 99, Content, [new(Content, Bytes)])).With(new PutKeyRecordsReply(Refused))
        .With(new AccountsReply(Outcome.Ok, true, [new(new(Account, Credentials), new(5, 6))])).With(new ConfirmReply(Refused))
        .With(new FoundReply(Refused)).With(new RepairReply(Refused))
        .With(new VersionsReply(Outcome.Ok, View, true, [new(FileEntry, HeldParts.All, 7, 9), new(Folder, default, 7, 9)]))
        .With(new ContentReply(Outcome.Ok, View, Bytes, new HeldParts(6)));

    public static FuzzTarget Target { get; } = new("replies", Forms.Run) { Seeds = () => Forms.Samples, Words = MessagePackWords.All };
}
