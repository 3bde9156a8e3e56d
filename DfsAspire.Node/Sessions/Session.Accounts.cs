using DfsAspire.Node.Accounts;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Sessions;

internal sealed partial class Session
{
    internal Task<bool> FoundAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<Found, FoundReply>(name, message, static request => request.Header, async (request, work) =>
        {
            if (request.Node != _node.Options.Node)
                return new FoundReply(End(work, Status.Conflict, $"This is node {_node.Options.Node}, and was to become node {request.Node}. Check the nodes' addresses."));
            if (await _node.Founding.WhyNotAsync(work.Token) is { } why)
                return new FoundReply(End(work, Status.NotReady, $"Node {_node.Options.Node} cannot be founded now: {why}."));
            var store = _node.Store;
            var wasFounded = store.Identity.IsFounded;
            await store.FoundAsync(request.Cluster, request.Administrator, work.Token);
            // One that was founded before may be an old copy all the same.
            if (!wasFounded)
            {
                _node.Readiness.NoteVolumeCompared(store);
                _node.Readiness.NoteAccountsCompared(store);
            }

            _node.Log.Founded(_node.Options.Node, request.Cluster);
            return new FoundReply(Outcome.Ok);
        });

    internal Task<bool> PutAccountAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<PutAccount, PutAccountReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, request.Account.Account.User);
            var result = await _node.Store.PutAccountAsync(request.Account, request.Credentials, work.Token);
            return new PutAccountReply(End(work, result.Status, result.Text));
        });

    internal Task<bool> PutCredentialsAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<PutCredentials, PutCredentialsReply>(name, message, static request => request.Header, async (request, work) =>
        {
            var user = request.Credentials.Credentials.User;
            work.Tag(DfsTelemetry.User, user);
            if (user != Caller.Name)
                return new PutCredentialsReply(End(work, Status.Forbidden, $"'{Caller.Name}' may change no credentials but its own."));
            var result = await _node.Store.PutCredentialsAsync(request.Credentials, request.Base, work.Token);
            return new PutCredentialsReply(End(work, result.Status, result.Text));
        });

    internal Task<bool> GetAccountAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<GetAccount, AccountReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, request.User);
            if (Caller.Kind == Callers.User && request.User != Caller.Name)
                return new AccountReply(End(work, Status.Forbidden, $"'{Caller.Name}' may ask for no account but its own."), null);
            return _node.Store.FindAccount(request.User) is var (account, credentials)
                ? new AccountReply(Outcome.Ok, account, credentials, request.WithUse && Caller.Kind == Callers.User ? await TryGetUseAsync(request.User, work.Token) : null)
                : new AccountReply(End(work, Status.NotFound, $"Node {_node.Options.Node} has no account '{request.User}'."), null);
        });

    // Accounts are in memory: a node whose catalog cannot be read still tells them.
    private async Task<AccountUse?> TryGetUseAsync(string user, CancellationToken cancellationToken)
    {
        try
        {
            return await _node.Store.GetUseAsync(user, cancellationToken);
        }
        catch (StoreException)
        {
            return null;
        }
    }

    internal Task<bool> ListAccountsAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<ListAccounts, AccountsReply>(name, message, static request => request.Header, async (request, work) =>
        {
            var page = await _node.Store.ListAccountsAsync(request.After, AccountsReply.PageAccounts, work.Token);
            return new AccountsReply(Outcome.Ok, page.HasMore, page.Accounts);
        });

    internal Task<bool> GetNodeStatusAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<GetNodeStatus, NodeStatusReply>(name, message, static request => request.Header, async (_, work) =>
            new NodeStatusReply(Outcome.Ok, _node.View(), await _node.GetStatusAsync(work.Token)));
}
