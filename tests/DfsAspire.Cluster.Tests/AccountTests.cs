using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Cluster.Tests;

/// <summary>What the administrator makes and changes of accounts, on real nodes that come and go.</summary>
public sealed class AccountTests(RepairingCluster cluster) : OwnAccountTest(cluster)
{
    [Fact]
    public async Task With_two_nodes_away_nothing_of_an_account_is_changed()
    {
        await AddAsync();
        await using var administrator = await AdministratorAsync();
        await using var client = await Cluster.ConnectAsync(User, First);
        Cluster.Kill(1, 3);
        await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => client.ChangePasswordAsync(Second, Cancellation));
        await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => administrator.EnableUserAsync(User, false, Cancellation));
        await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => administrator.AddUserAsync($"{User}2", First, Quota.None, Cancellation));
        await Cluster.RestoreAsync();
        await using var later = await Cluster.ConnectAsync(User, First);
        Assert.Equal(AccountState.Enabled, (await UserAsync(administrator)).State);
    }

    [Fact]
    public async Task The_administrator_adds_lists_disables_and_removes_users()
    {
        await using var administrator = await AdministratorAsync();
        await administrator.AddUserAsync(User, First, new Quota(1_000_000, 10), Cancellation);
        await using (var client = await Cluster.ConnectAsync(User, First))
            await client.PutBytesAsync(StorePath.Parse("file"), new byte[1234]);
        Assert.Equal(
            (AccountState.Enabled, new Quota(1_000_000, 10), new AccountUse(1234, 1)),
            await UserAsync(administrator) is var user ? (user.State, user.Quota, user.Use) : default);
        var taken = await StoreCalls.FailsAsync(DfsFault.Conflict, () => administrator.AddUserAsync(User.ToUpperInvariant(), Second, Quota.None, Cancellation));
        Assert.Contains("already", taken.Message, StringComparison.Ordinal);

        await administrator.EnableUserAsync(User, false, Cancellation);
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(User, First));
        await administrator.EnableUserAsync(User, true, Cancellation);
        await using (var client = await Cluster.ConnectAsync(User, First))
            Assert.Equal(new byte[1234], await client.GetBytesAsync(StorePath.Parse("file")));

        await administrator.RemoveUserAsync(User, Cancellation);
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(User, First));
        var gone = await StoreCalls.FailsAsync(DfsFault.Conflict, () => administrator.AddUserAsync(User, Second, Quota.None, Cancellation));
        Assert.Contains("removed", gone.Message, StringComparison.Ordinal);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => administrator.EnableUserAsync(User, true, Cancellation));
        await Eventually.TrueAsync("nothing of the user is on any volume", RepairingCluster.Patience, () => Task.FromResult(
            TestCluster.Numbers.All(node => Directory.Exists(Path.Combine(Cluster.VolumeOf(node), User))
                ? Directory.GetFiles(Path.Combine(Cluster.VolumeOf(node), User), "*", SearchOption.AllDirectories).Length == 0
                : true)));
        Assert.Equal(default, (await UserAsync(administrator)).Use);
    }

    [Fact]
    public async Task A_user_who_is_disabled_in_the_middle_of_an_upload_does_not_finish_it()
    {
        await AddAsync();
        await using var administrator = await AdministratorAsync();
        await using var client = await DfsClient.ConnectAsync(Cluster.Options(User, First, Links.Addresses), Cancellation);
        await client.PutBytesAsync(StorePath.Parse("before"), [1]);
        using var stream = new MemoryStream(Bytes.Of(30_000_000, 5));
        // Of the 15 MB that go to each node: at this very byte, which holds the rest back until the user is disabled.
        var isDisabled = false;
        Links.To(1).At(5_000_000, () =>
        {
            administrator.EnableUserAsync(User, false, Cancellation).GetAwaiter().GetResult();
            isDisabled = true;
        });
        var fault = await Assert.ThrowsAsync<DfsException>(() => client.PutAsync(StorePath.Parse("file"), stream, null, Cancellation));
        Assert.True(isDisabled);
        Assert.True(fault.Fault is DfsFault.QuorumRefused or DfsFault.WrongCredentials, $"{fault.Fault}: {fault.Message}");

        await administrator.EnableUserAsync(User, true, Cancellation);
        await using var later = await Cluster.ConnectAsync(User, First);
        Assert.Equal(["before"], (await later.ListAsync(StorePath.Root, Cancellation)).Entries.Select(entry => entry.Path.Value));
    }

    [Fact]
    public async Task What_a_disabled_user_had_written_is_whole_after_a_node_was_away()
    {
        await AddAsync();
        await using var administrator = await AdministratorAsync();
        Cluster.Kill(4);
        await using (var client = await Cluster.ConnectAsync(User, First))
            await client.PutBytesAsync(StorePath.Parse("file"), [1, 2]);
        await administrator.EnableUserAsync(User, false, Cancellation);
        await Cluster.RestoreAsync();
        await Eventually.TrueAsync("node4 has the entry", RepairingCluster.Patience, async () =>
            (await ReportsAsync(4)).Single(report => report.Record.Account.Account.User == User).Use.Files == 1);
        await administrator.EnableUserAsync(User, true, Cancellation);
        await using var later = await Cluster.ConnectAsync(User, First);
        Assert.Equal([1, 2], await later.GetBytesAsync(StorePath.Parse("file")));
    }

    [Fact]
    public async Task A_quota_holds_across_uploads_at_the_same_time()
    {
        await using var administrator = await AdministratorAsync();
        await administrator.AddUserAsync(User, First, new Quota(1_000_000, 4), Cancellation);
        await using var client = await Cluster.ConnectAsync(User, First);
        await client.PutBytesAsync(StorePath.Parse("first"), new byte[100_000]);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            try
            {
                await client.PutBytesAsync(StorePath.Parse($"file {number}"), Bytes.Of(300_000, number));
                return (DfsFault?)null;
            }
            catch (DfsException fault)
            {
                return fault.Fault;
            }
        }));

        Assert.All(outcomes, outcome => Assert.True(outcome is null or DfsFault.QuotaExceeded, outcome.ToString()));
        Assert.True(outcomes.Count(outcome => outcome is null) <= 3);
        foreach (var node in TestCluster.Numbers)
        {
            var use = (await ReportsAsync(node)).Single(report => report.Record.Account.Account.User == User).Use;
            Assert.True(use is { Bytes: <= 1_000_000, Files: <= 4 }, $"node{node} holds {use}");
        }

        // Nothing of those that were refused stays set aside.
        for (var number = outcomes.Count(outcome => outcome is null); number < 3; number++)
            await client.PutBytesAsync(StorePath.Parse($"further {number}"), new byte[300_000]);
        var refused = await StoreCalls.FailsAsync(DfsFault.QuotaExceeded, () => client.PutBytesAsync(StorePath.Parse("more"), [1]));
        Assert.Contains($"'{User}' may keep 1000000 bytes in 4 files and keeps 1000000 bytes in 4 files; more would add 1 bytes", refused.Message, StringComparison.Ordinal);
        await client.DeleteAsync(StorePath.Parse("first"), Cancellation);
        await client.PutBytesAsync(StorePath.Parse("more"), [1]);
        await administrator.LimitUserAsync(User, Quota.None, Cancellation);
        await client.PutBytesAsync(StorePath.Parse("large"), new byte[2_000_000]);
    }

    [Fact]
    public async Task The_commands_of_the_administrator_and_of_users_go_by_the_secrets_they_are_given()
    {
        var program = new ClientProcess(Local("home"), Cluster.Addresses) { User = User, Password = First };
        program.Environment["DFS_ADMIN_SECRET"] = "not the secret";
        Assert.Equal(3, (await program.RunAsync("user", "list")).Code);
        program.Environment["DFS_ADMIN_SECRET"] = TestCluster.AdministratorSecret;
        var (code, output) = await program.RunWithAsync($"{First}\n", "user", "add", User, "--bytes", "1.5MB");
        Assert.True(code == 0, output);
        (code, output) = await program.RunAsync("user", "list");
        Assert.True(code == 0 && output.Contains(User, StringComparison.Ordinal) && output.Contains("1.5 MB", StringComparison.Ordinal), output);
        (code, output) = await program.RunWithAsync($"{Second}\n", "user", "passwd");
        Assert.True(code == 0 && output.Contains("still holds the old password", StringComparison.Ordinal), output);
        Assert.Equal(3, (await program.RunAsync("list")).Code);
        program.Password = Second;
        Assert.Equal(0, (await program.RunAsync("list")).Code);
        (code, output) = await program.RunAsync("user", "remove", User);
        Assert.True(code == 2 && output.Contains("--yes", StringComparison.Ordinal), output);
        Assert.Equal(0, (await program.RunAsync("user", "remove", User, "--yes")).Code);
        Assert.Equal(3, (await program.RunAsync("list")).Code);
        Assert.DoesNotContain(TestCluster.AdministratorSecret, Cluster.Output, StringComparison.Ordinal);
    }
}
