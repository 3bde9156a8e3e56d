using System.Collections.Frozen;
using DfsAspire.Node.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Sessions;

/// <summary>What a node must be ready for to serve a request.</summary>
internal enum Needs
{
    /// <summary>Served in any state.</summary>
    Nothing,

    /// <summary>The catalog must be up to date.</summary>
    Answers,

    /// <summary>The volume and the accounts must have been compared as well, and the node not have been drained.</summary>
    Writes,
}

/// <summary>One kind of request: its name in spans, who may ask it, what it needs, and what serves it (false: the connection is of no further use).</summary>
internal sealed record Operation(string Name, Callers Allowed, Needs Needs, Func<Session, string, ReadOnlyMemory<byte>, Task<bool>> Serve)
{
    private const Callers Anyone = Callers.User | Callers.Administrator | Callers.Cluster | Callers.Node;

    /// <summary>All requests of the protocol. To add one, add its line here and its method to the session.</summary>
    public static FrozenDictionary<MessageKind, Operation> All { get; } = new Dictionary<MessageKind, Operation>
    {
        [MessageKind.StagePart] = new("receive part", Callers.User, Needs.Writes, static (session, name, message) => session.StageAsync(name, message)),
        [MessageKind.PlaceStamp] = new("stamp", Callers.User, Needs.Writes, static (session, name, message) => session.PlaceStampAsync(name, message)),
        [MessageKind.Commit] = new("commit", Callers.User, Needs.Writes, static (session, name, message) => session.CommitAsync(name, message)),
        [MessageKind.Finish] = new("finish", Callers.User, Needs.Answers, static (session, name, message) => session.FinishAsync(name, message)),
        [MessageKind.GetState] = new("state", Callers.User, Needs.Answers, static (session, name, message) => session.GetStateAsync(name, message)),
        [MessageKind.ListFolder] = new("list", Callers.User, Needs.Answers, static (session, name, message) => session.ListFolderAsync(name, message)),
        [MessageKind.ListVersions] = new("versions", Callers.User, Needs.Answers, static (session, name, message) => session.ListVersionsAsync(name, message)),
        [MessageKind.GetContent] = new("content", Callers.User, Needs.Answers, static (session, name, message) => session.GetContentAsync(name, message)),
        [MessageKind.FetchPart] = new("send part", Callers.User | Callers.Node, Needs.Answers, static (session, name, message) => session.FetchAsync(name, message)),
        [MessageKind.Discard] = new("discard", Callers.User, Needs.Answers, static (session, name, message) => session.DiscardAsync(name, message)),
        [MessageKind.CheckPart] = new("check part", Callers.User, Needs.Answers, static (session, name, message) => session.CheckPartAsync(name, message)),
        [MessageKind.ConfirmParts] = new("confirm", Callers.User, Needs.Answers, static (session, name, message) => session.ConfirmPartsAsync(name, message)),
        [MessageKind.GetStaged] = new("staged", Callers.User, Needs.Answers, static (session, name, message) => session.GetStagedAsync(name, message)),
        [MessageKind.GetNodeStatus] = new("status", Anyone, Needs.Nothing, static (session, name, message) => session.GetNodeStatusAsync(name, message)),
        [MessageKind.PutAccount] = new("put account", Callers.Administrator, Needs.Answers, static (session, name, message) => session.PutAccountAsync(name, message)),
        // Whoever has been put back from a copy may have forgotten a change that this one was not made from.
        [MessageKind.PutCredentials] = new("put credentials", Callers.User, Needs.Writes, static (session, name, message) => session.PutCredentialsAsync(name, message)),
        [MessageKind.GetKeyRecords] = new("key records", Callers.User, Needs.Writes, static (session, name, message) => session.GetKeyRecordsAsync(name, message)),
        [MessageKind.PutKeyRecords] = new("put key records", Callers.User, Needs.Writes, static (session, name, message) => session.PutKeyRecordsAsync(name, message)),
        [MessageKind.GetAccount] = new("get account", Anyone, Needs.Nothing, static (session, name, message) => session.GetAccountAsync(name, message)),
        [MessageKind.ListAccounts] = new("list accounts", Callers.Administrator | Callers.Cluster | Callers.Node, Needs.Nothing, static (session, name, message) => session.ListAccountsAsync(name, message)),
        [MessageKind.Introduce] = new("introduce", Callers.Node, Needs.Nothing, static (session, name, message) => session.IntroduceAsync(name, message)),
        [MessageKind.GetChanges] = new("changes", Callers.Node, Needs.Answers, static (session, name, message) => session.GetChangesAsync(name, message)),
        [MessageKind.GetUse] = new("use", Callers.Node, Needs.Answers, static (session, name, message) => session.GetUseAsync(name, message)),
        [MessageKind.CloseContent] = new("close", Callers.Node, Needs.Answers, static (session, name, message) => session.CloseContentAsync(name, message)),
        [MessageKind.GetStamps] = new("stamps", Callers.Node, Needs.Answers, static (session, name, message) => session.GetStampsAsync(name, message)),
        [MessageKind.RepairNow] = new("repair", Anyone, Needs.Nothing, static (session, name, message) => session.RepairNowAsync(name, message)),
        [MessageKind.Found] = new("found", Callers.Cluster, Needs.Nothing, static (session, name, message) => session.FoundAsync(name, message)),
    }.ToFrozenDictionary();
}
