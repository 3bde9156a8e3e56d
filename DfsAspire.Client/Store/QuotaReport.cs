using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Store;

/// <summary>How much a user may keep, and how much is kept.</summary>
/// <param name="Quota">The limits.</param>
/// <param name="Use">Bytes and files, as the limits count them; null when fewer than two nodes can say it.</param>
public sealed record QuotaReport(Quota Quota, AccountUse? Use)
{
    /// <summary>The bytes that may yet be added; null when that is not known, or nothing but the nodes' disks limits them.</summary>
    public long? BytesLeft => Quota.Bytes is { } most && Use is { } use ? Math.Max(0, most - use.Bytes) : null;

    /// <summary>
    /// What nodes say together: the limits that most of them have from the administrator, and of what is kept as much as two say, since one alone may say anything.
    /// </summary>
    internal static QuotaReport Of(IReadOnlyList<(Account Account, AccountUse? Use)> answers)
    {
        var quota = answers.GroupBy(answer => answer.Account.Quota)
            .OrderByDescending(alike => (alike.Count(), alike.Max(answer => answer.Account.Epoch))).First().Key;
        var uses = answers.Select(answer => answer.Use).OfType<AccountUse>().ToList();
        return new QuotaReport(quota, uses.Count < 2 ? null : new AccountUse(Second(uses.Select(use => use.Bytes)), Second(uses.Select(use => use.Files))));
    }

    private static long Second(IEnumerable<long> said) => said.OrderDescending().ElementAt(1);
}
