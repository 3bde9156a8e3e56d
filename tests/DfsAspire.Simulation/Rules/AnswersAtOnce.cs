using DfsAspire.Protocol.Accounts;
using DfsAspire.Simulation.Cluster;

namespace DfsAspire.Simulation.Rules;

/// <summary>A node that comes back with an empty volume answers from the first moment on, as if it had forgotten nothing.</summary>
internal sealed class AnswersAtOnce
{
    private readonly long[] _incarnations = new long[4];
    private Guid _cluster;
    private IReadOnlyList<AccountRecord> _accounts = [];

    public async Task OpenedAsync(SimNode node)
    {
        var services = node.Services!;
        var store = services.Store;
        if (!store.Identity.IsFounded)
        {
            await store.JoinAsync(_cluster, _accounts[0].Account, _incarnations[node.Number - 1], CancellationToken.None);
            foreach (var account in _accounts)
                await store.PutAccountAsync(account.Account, account.Credentials, CancellationToken.None);
            await store.SettleAsync(store.Identity.Incarnation, CancellationToken.None);
            services.Readiness.NoteVolumeCompared(store);
            services.Readiness.NoteAccountsCompared(store);
        }

        _cluster = store.Identity.Cluster!.Value;
        _incarnations[node.Number - 1] = store.Identity.Incarnation;
        _accounts = [.. Founded.Users.Prepend(ReservedNames.Administrator).Select(user => store.FindAccount(user)!)];
    }
}
