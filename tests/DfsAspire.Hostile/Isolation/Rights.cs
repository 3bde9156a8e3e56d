using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Hostile.Isolation;

/// <summary>Something of a user's, or of nobody's.</summary>
internal sealed record Target(string User, StorePath Path, ContentId Content, SignedEntry Entry, AccountReply Account);

/// <summary>How each request is asked about a target, and who may ask it at all. A kind that is added needs its line.</summary>
internal static class Rights
{
    private const string User = "user", Administrator = "administrator", Cluster = "cluster", Node = "node2";

    private static readonly string[] Everybody = [User, Administrator, Cluster, Node];

    /// <summary>Every request that is asked after the log-in.</summary>
    public static IReadOnlyDictionary<MessageKind, (string[] Allowed, Func<Knocker, Target, Task<string>> Ask)> All { get; } =
        new Dictionary<MessageKind, (string[], Func<Knocker, Target, Task<string>>)>
        {
            [MessageKind.StagePart] = ([User], (from, at) => from.StageAsync(new StagePart(default, at.Content, at.Path, 1, false, 100))),
            [MessageKind.PlaceStamp] = ([User], (from, at) => from.AskAsync<PlaceStamp, StampReply>(
                new PlaceStamp(default, at.Path, new Stamp(1, Guid.Empty), at.Content), reply => $"{reply.Outcome.Status} {reply.Highest}")),
            [MessageKind.Commit] = ([User], (from, at) => from.AskAsync<Commit, CommitReply>(
                new Commit(default, at.Entry, default, long.MaxValue), reply => $"{reply.Outcome.Status} {reply.Committed}")),
            [MessageKind.Finish] = ([User], (from, at) => from.AskAsync<Finish, FinishReply>(
                new Finish(default, at.Entry, default, long.MaxValue), reply => $"{reply.Outcome.Status} {reply.Committed}")),
            [MessageKind.GetState] = ([User], (from, at) => from.AskAsync<GetState, StateReply>(
                new GetState(default, at.Path), reply =>
                    $"{reply.Outcome.Status} {reply.Entry is null} {reply.KeyRecord.Length} {reply.Held} {reply.Highest}")),
            [MessageKind.ListFolder] = ([User], (from, at) => from.AskAsync<ListFolder, ListReply>(
                new ListFolder(default, at.Path.Folder, ""), reply => $"{reply.Outcome.Status} {reply.Items.Count} {reply.HasMore}")),
            [MessageKind.ListVersions] = ([User], (from, at) => from.AskAsync<ListVersions, VersionsReply>(
                new ListVersions(default, at.Path.Folder, "", "", Stamp.None), reply => $"{reply.Outcome.Status} {reply.Items.Count} {reply.HasMore}")),
            [MessageKind.GetContent] = ([User], (from, at) => from.AskAsync<GetContent, ContentReply>(
                new GetContent(default, at.Content), reply => $"{reply.Outcome.Status} {reply.KeyRecord.Length} {reply.Held}")),
            [MessageKind.FetchPart] = ([User, Node], (from, at) => from.FetchAsync(new FetchPart(default, at.Content, 1, 0, -1, at.User))),
            [MessageKind.Discard] = ([User], (from, at) => from.AskAsync<Discard,
                DiscardReply>(new Discard(default, at.Content), reply => $"{reply.Outcome.Status}")),
            [MessageKind.CheckPart] = ([User], (from, at) => from.AskAsync<CheckPart, CheckReply>(
                new CheckPart(default, at.Content, 1), reply => $"{reply.Outcome.Status} {reply.Size}")),
            [MessageKind.ConfirmParts] = ([User], (from, at) => from.AskAsync<ConfirmParts, ConfirmReply>(
                new ConfirmParts(default, [new AuthenticPart(at.Content, 1, 1)]), reply => $"{reply.Outcome.Status}")),
            [MessageKind.GetStaged] = ([User], (from, at) => from.AskAsync<GetStaged, StagedReply>(
                new GetStaged(default, at.Content), reply => $"{reply.Outcome.Status} {string.Join(',', reply.Parts)}")),
            [MessageKind.GetNodeStatus] = (Everybody, (from, _) => from.AskAsync<GetNodeStatus, NodeStatusReply>(
                new GetNodeStatus(default), reply => $"{reply.Outcome.Status}")),
            [MessageKind.PutAccount] = ([Administrator], (from, at) => from.AskAsync<PutAccount, PutAccountReply>(
                new PutAccount(default, at.Account.Account!), reply => $"{reply.Outcome.Status}")),
            [MessageKind.PutCredentials] = ([User], (from, at) => from.AskAsync<PutCredentials, PutCredentialsReply>(
                new PutCredentials(default, at.Account.Credentials!), reply => $"{reply.Outcome}")),
            [MessageKind.GetKeyRecords] = ([User], (from, at) => from.AskAsync<GetKeyRecords, KeyRecordsReply>(
                new GetKeyRecords(default, default, 127), reply => $"{reply.Outcome.Status} {reply.Last} {reply.Records.Count}")),
            [MessageKind.PutKeyRecords] = ([User], (from, at) => from.AskAsync<PutKeyRecords, PutKeyRecordsReply>(
                new PutKeyRecords(default, [new(at.Content, new byte[] { 0x92, 1, 100 })]), reply => $"{reply.Outcome}")),
            [MessageKind.GetAccount] = (Everybody, (from, at) => from.AskAsync<GetAccount, AccountReply>(
                new GetAccount(default, at.User), reply => $"{reply.Outcome} {reply.Account is null} {reply.Credentials is null}")),
            [MessageKind.ListAccounts] = ([Administrator, Cluster, Node], (from, at) => from.AskAsync<ListAccounts, AccountsReply>(
                new ListAccounts(default, ""), reply => $"{reply.Outcome.Status}")),
            [MessageKind.Found] = ([Cluster], (from, at) => from.AskAsync<Found, FoundReply>(
                new Found(default, Guid.NewGuid(), 1, at.Account.Account!), reply => $"{reply.Outcome.Status}")),
            [MessageKind.Introduce] = ([Node], (from, at) => from.AskAsync<Introduce, IntroduceReply>(
                new Introduce(default, 2, null, 0, 0), reply => $"{reply.Outcome.Status}")),
            [MessageKind.GetChanges] = ([Node], (from, at) => from.AskAsync<GetChanges,
                ChangesReply>(new GetChanges(default, 0), reply => $"{reply.Outcome.Status}")),
            [MessageKind.GetUse] = ([Node], (from, at) => from.AskAsync<GetUse, UseReply>(
                new GetUse(default, [new OwnedContent(at.User, at.Content)]), reply => $"{reply.Outcome.Status}")),
            [MessageKind.CloseContent] = ([Node], (from, at) => from.AskAsync<CloseContent, CloseReply>(
                new CloseContent(default, at.User, at.Content), reply => $"{reply.Outcome.Status}")),
            [MessageKind.GetStamps] = ([Node], (from, at) => from.AskAsync<GetStamps, StampsReply>(
                new GetStamps(default, [new OwnedPath(at.User, at.Path)]), reply => $"{reply.Outcome.Status}")),
            [MessageKind.RepairNow] = (Everybody, (from, _) => from.AskAsync<RepairNow,
                RepairReply>(new RepairNow(default, false), reply => $"{reply.Outcome.Status}")),
        };

    /// <summary>Asked before anybody is logged in, or no request at all.</summary>
    public static readonly IReadOnlyList<MessageKind> Opening = [MessageKind.Hello, MessageKind.Authenticate, MessageKind.Prove];
}
