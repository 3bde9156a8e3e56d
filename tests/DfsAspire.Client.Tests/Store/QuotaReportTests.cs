using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Tests.Store;

/// <summary>One node may say anything of how much a user keeps.</summary>
public sealed class QuotaReportTests
{
    [Fact]
    public void A_node_that_says_more_than_the_others_is_not_believed()
    {
        var report = Of((5, 50, 5), (5, 50, 5), (5, 40, 4), (1, long.MaxValue, long.MaxValue));

        Assert.Equal(new QuotaReport(new Quota(5, null), new AccountUse(50, 5)), report);
    }

    [Fact]
    public void A_node_that_says_less_than_the_others_is_not_believed()
    {
        var report = Of((100, 50, 5), (100, 50, 5), (long.MaxValue, 0, 0));

        Assert.Equal(new QuotaReport(new Quota(100, null), new AccountUse(50, 5)), report);
        Assert.Equal(50, report.BytesLeft);
    }

    [Fact]
    public void More_kept_than_is_allowed_leaves_nothing()
    {
        Assert.Equal(0, Of((10, 50, 5), (10, 50, 5)).BytesLeft);
    }

    [Fact]
    public void What_one_node_says_alone_is_not_known()
    {
        var report = QuotaReport.Of([(Limited(10), null), (Limited(10), new AccountUse(7, 1)), (Limited(10), null)]);

        Assert.Null(report.Use);
        Assert.Null(report.BytesLeft);
        Assert.Equal(10, report.Quota.Bytes);
    }

    private static QuotaReport Of(params (long Limit, long Bytes, long Files)[] said) =>
        QuotaReport.Of([.. said.Select(one => (Limited(one.Limit), (AccountUse?)new AccountUse(one.Bytes, one.Files)))]);

    private static Account Limited(long bytes) => new() { User = "alice", Role = AccountRole.User, Epoch = 1, PublicKey = default, Quota = new Quota(bytes, null) };
}
