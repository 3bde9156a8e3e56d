using System.Collections.Frozen;
using DfsAspire.Node.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Sessions;

/// <summary>One kind of request: its name in spans, who may ask it, and what serves it (false: the connection is of no further use).</summary>
internal sealed record Operation(string Name, Callers Allowed, Func<Session, string, ReadOnlyMemory<byte>, Task<bool>> Serve)
{
    private const Callers Anyone = Callers.User | Callers.Administrator | Callers.Cluster;

    /// <summary>All requests of the protocol. To add one, add its line here and its method to the session.</summary>
    public static FrozenDictionary<MessageKind, Operation> All { get; } = new Dictionary<MessageKind, Operation>
    {
        [MessageKind.StagePart] = new("receive part", Callers.User, static (session, name, message) => session.StageAsync(name, message)),
        [MessageKind.PlaceStamp] = new("stamp", Callers.User, static (session, name, message) => session.PlaceStampAsync(name, message)),
        [MessageKind.Commit] = new("commit", Callers.User, static (session, name, message) => session.CommitAsync(name, message)),
        [MessageKind.Finish] = new("finish", Callers.User, static (session, name, message) => session.FinishAsync(name, message)),
        [MessageKind.GetState] = new("state", Callers.User, static (session, name, message) => session.GetStateAsync(name, message)),
        [MessageKind.ListFolder] = new("list", Callers.User, static (session, name, message) => session.ListFolderAsync(name, message)),
        [MessageKind.FetchPart] = new("send part", Callers.User, static (session, name, message) => session.FetchAsync(name, message)),
        [MessageKind.Discard] = new("discard", Callers.User, static (session, name, message) => session.DiscardAsync(name, message)),
        [MessageKind.CheckPart] = new("check part", Callers.User, static (session, name, message) => session.CheckPartAsync(name, message)),
        [MessageKind.GetNodeStatus] = new("status", Anyone, static (session, name, message) => session.GetNodeStatusAsync(name, message)),
        [MessageKind.PutAccount] = new("put account", Callers.Administrator, static (session, name, message) => session.PutAccountAsync(name, message)),
        [MessageKind.GetAccount] = new("get account", Anyone, static (session, name, message) => session.GetAccountAsync(name, message)),
        [MessageKind.ListAccounts] = new("list accounts", Callers.Administrator | Callers.Cluster, static (session, name, message) => session.ListAccountsAsync(name, message)),
        [MessageKind.Found] = new("found", Callers.Cluster, static (session, name, message) => session.FoundAsync(name, message)),
    }.ToFrozenDictionary();
}
