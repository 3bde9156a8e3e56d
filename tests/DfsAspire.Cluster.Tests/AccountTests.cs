using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>What users and the administrator change of accounts, on real nodes that come and go.</summary>
public sealed class AccountTests(RepairingCluster cluster) : ClusterTest(cluster), IClassFixture<RepairingCluster>
{
    private const string First = "the first password";
    private const string Second = "the second password";

    // An account of the test's own: what happens to it concerns no other test.
    private readonly string _user = $"u{Guid.NewGuid():N}";

    [Fact]
    public async Task A_changed_password_holds_at_once_and_uploads_nothing_again()
    {
        await AddAsync();
        await using var client = await Cluster.ConnectAsync(_user, First);
        await using var other = await Cluster.ConnectAsync(_user, First);
        var file = StorePath.Parse("file");
        var before = await client.PutBytesAsync(file, [1, 2, 3]);

        await client.ChangePasswordAsync(Second, Cancellation);

        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(_user, First));
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => other.GetBytesAsync(file));
        Assert.Equal([1, 2, 3], await client.GetBytesAsync(file));
        await using var later = await Cluster.ConnectAsync(_user, Second);
        Assert.Equal([1, 2, 3], await later.GetBytesAsync(file));
        Assert.Equal(before.Content, (await StateAsync(_user, Second, file)).Entry!.Entry.Content);
        Assert.Equal(["node1", "node2", "node3", "node4"], (await later.PutBytesAsync(file, [4])).Nodes);
    }

    [Fact]
    public async Task A_node_that_was_away_takes_no_write_with_the_old_password()
    {
        await AddAsync();
        Cluster.Kill(2);
        await using (var client = await Cluster.ConnectAsync(_user, First))
            await client.ChangePasswordAsync(Second, Cancellation);

        // Alone it cannot compare, and does not know better: it lets the old password in, and takes no write.
        Cluster.Kill(1, 3, 4);
        await Cluster.Node(2).StartAsync();
        // It answers as soon as it has found nobody to compare with, which is a moment later than it listens.
        StoreSession? alone = null;
        await Eventually.TrueAsync("node 2 has found out that it is alone", TimeSpan.FromSeconds(30), async () =>
        {
            try
            {
                alone = await StoreSession.OpenAsync(Cluster.Options(_user, First), Cancellation);
                return true;
            }
            catch (DfsException fault) when (fault.Fault != DfsFault.WrongCredentials)
            {
                return false;
            }
        });
        await using (var stale = alone!)
        {
            var fault = await Assert.ThrowsAsync<NodeException>(() => stale.Nodes[1].AskAsync<PlaceStamp, StampReply>(
                "stamp", new PlaceStamp(default, StorePath.Parse("file"), new Stamp(1, Guid.NewGuid()), default), Cancellation));
            Assert.Equal(Status.NotReady, fault.Status);
        }

        await Cluster.RestoreAsync();
        await using var later = await Cluster.ConnectAsync(_user, Second);
        Assert.Equal(["node1", "node2", "node3", "node4"], (await later.PutBytesAsync(StorePath.Parse("file"), [1])).Nodes);
        var refused = await Assert.ThrowsAsync<DfsException>(() => StoreSession.OpenAsync(
            new DfsClientOptions { Nodes = Cluster.Addresses, User = _user, Password = First }, Cancellation));
        Assert.Equal(DfsFault.WrongCredentials, refused.Fault);
    }

    [Fact]
    public async Task With_two_nodes_away_nothing_of_an_account_is_changed()
    {
        await AddAsync();
        await using var administrator = await AdministratorAsync();
        await using var client = await Cluster.ConnectAsync(_user, First);
        Cluster.Kill(1, 3);
        await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => client.ChangePasswordAsync(Second, Cancellation));
        await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => administrator.EnableUserAsync(_user, false, Cancellation));
        await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => administrator.AddUserAsync($"{_user}2", First, Quota.None, Cancellation));
        await Cluster.RestoreAsync();
        await using var later = await Cluster.ConnectAsync(_user, First);
        Assert.Equal(AccountState.Enabled, (await UserAsync(administrator)).State);
    }

    [Fact]
    public async Task Changes_made_at_the_same_time_end_in_one_of_them_on_every_node()
    {
        await AddAsync();
        string[] passwords = ["one of them", "another one", "yet another"];
        var clients = await Task.WhenAll(passwords.Select(_ => Cluster.ConnectAsync(_user, First)));
        var done = await Task.WhenAll(clients.Zip(passwords, async (client, password) =>
        {
            try
            {
                await client.ChangePasswordAsync(password, Cancellation);
                return true;
            }
            catch (DfsException fault) when (fault.Fault is DfsFault.Conflict or DfsFault.OutcomeOpen or DfsFault.QuorumRefused or DfsFault.WrongCredentials)
            {
                return false;
            }
        }));
        foreach (var client in clients)
            await client.DisposeAsync();

        await Eventually.TrueAsync("all nodes hold the same credentials", RepairingCluster.Patience, async () => (await DigestsAsync()).Distinct().Count() == 1);
        var open = new List<string>();
        foreach (var password in (string[])[First, .. passwords])
        {
            try
            {
                await using var client = await Cluster.ConnectAsync(_user, password);
                await client.PutBytesAsync(StorePath.Parse("file"), [1]);
                open.Add(password);
            }
            catch (DfsException fault) when (fault.Fault == DfsFault.WrongCredentials)
            {
                continue;
            }
        }

        // Whoever was told that it is done may have been overtaken since, by one of the others; never by the old password.
        var winner = Assert.Single(open);
        Assert.True(winner != First || !done.Contains(true));
    }

    [Fact]
    public async Task A_password_is_changed_again_and_again_under_load_and_nothing_is_lost()
    {
        await AddAsync();
        var password = First;
        var contents = new Dictionary<StorePath, byte[]>();
        using var enough = new CancellationTokenSource();
        var gate = new SemaphoreSlim(1, 1);
        var writes = 0;
        async Task LoadAsync(int number)
        {
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    await using var client = await Cluster.ConnectAsync(_user, Volatile.Read(ref password));
                    while (!enough.IsCancellationRequested)
                    {
                        var path = StorePath.Parse($"file {number} {writes % 5}");
                        var bytes = Bytes.Of(30_000, Interlocked.Increment(ref writes));
                        await client.PutBytesAsync(path, bytes);
                        await gate.WaitAsync(Cancellation);
                        contents[path] = bytes;
                        gate.Release();
                        Assert.Equal(bytes, await client.GetBytesAsync(path));
                    }
                }
                catch (DfsException fault) when (fault.Fault is DfsFault.WrongCredentials or DfsFault.QuorumRefused or DfsFault.OutcomeOpen)
                {
                    // The password has just been changed: what was not acknowledged may be there or not.
                    await gate.WaitAsync(Cancellation);
                    foreach (var path in contents.Keys.Where(path => path.Value.StartsWith($"file {number} ", StringComparison.Ordinal)).ToList())
                        contents.Remove(path);
                    gate.Release();
                }
            }
        }

        var load = Enumerable.Range(0, 2).Select(LoadAsync).ToList();
        for (var round = 0; round < 4; round++)
        {
            var seen = writes;
            await Eventually.TrueAsync("the load goes on", RepairingCluster.Patience, () => Task.FromResult(writes >= seen + 6 || load.Exists(task => task.IsCompleted)));
            await using var client = await Cluster.ConnectAsync(_user, password);
            await client.ChangePasswordAsync($"password {round}", Cancellation);
            Volatile.Write(ref password, $"password {round}");
        }

        var last = writes;
        await Eventually.TrueAsync("the load goes on", RepairingCluster.Patience, () => Task.FromResult(writes >= last + 12 || load.Exists(task => task.IsCompleted)));
        await enough.CancelAsync();
        await Task.WhenAll(load);
        await using var reader = await Cluster.ConnectAsync(_user, password);
        Assert.NotEmpty(contents);
        foreach (var (path, bytes) in contents)
            Assert.Equal(bytes, await reader.GetBytesAsync(path));
        gate.Dispose();
    }

    [Fact]
    public async Task The_administrator_adds_lists_disables_and_removes_users()
    {
        await using var administrator = await AdministratorAsync();
        await administrator.AddUserAsync(_user, First, new Quota(1_000_000, 10), Cancellation);
        await using (var client = await Cluster.ConnectAsync(_user, First))
            await client.PutBytesAsync(StorePath.Parse("file"), new byte[1234]);
        Assert.Equal(
            (AccountState.Enabled, new Quota(1_000_000, 10), new AccountUse(1234, 1)),
            await UserAsync(administrator) is var user ? (user.State, user.Quota, user.Use) : default);
        var taken = await StoreCalls.FailsAsync(DfsFault.Conflict, () => administrator.AddUserAsync(_user.ToUpperInvariant(), Second, Quota.None, Cancellation));
        Assert.Contains("already", taken.Message, StringComparison.Ordinal);

        await administrator.EnableUserAsync(_user, false, Cancellation);
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(_user, First));
        await administrator.EnableUserAsync(_user, true, Cancellation);
        await using (var client = await Cluster.ConnectAsync(_user, First))
            Assert.Equal(new byte[1234], await client.GetBytesAsync(StorePath.Parse("file")));

        await administrator.RemoveUserAsync(_user, Cancellation);
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(_user, First));
        var gone = await StoreCalls.FailsAsync(DfsFault.Conflict, () => administrator.AddUserAsync(_user, Second, Quota.None, Cancellation));
        Assert.Contains("removed", gone.Message, StringComparison.Ordinal);
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => administrator.EnableUserAsync(_user, true, Cancellation));
        await Eventually.TrueAsync("nothing of the user is on any volume", RepairingCluster.Patience, () => Task.FromResult(
            TestCluster.Numbers.All(node => Directory.Exists(Path.Combine(Cluster.VolumeOf(node), _user))
                ? Directory.GetFiles(Path.Combine(Cluster.VolumeOf(node), _user), "*", SearchOption.AllDirectories).Length == 0
                : true)));
        Assert.Equal(default, (await UserAsync(administrator)).Use);
    }

    [Fact]
    public async Task A_user_who_is_disabled_in_the_middle_of_an_upload_does_not_finish_it()
    {
        await AddAsync();
        await using var administrator = await AdministratorAsync();
        await using var client = await DfsClient.ConnectAsync(Cluster.Options(_user, First, Links.Addresses), Cancellation);
        await client.PutBytesAsync(StorePath.Parse("before"), [1]);
        using var stream = new MemoryStream(Bytes.Of(30_000_000, 5));
        // Of the 15 MB that go to each node: at this very byte, which holds the rest back until the user is disabled.
        var isDisabled = false;
        Links.To(1).At(5_000_000, () =>
        {
            administrator.EnableUserAsync(_user, false, Cancellation).GetAwaiter().GetResult();
            isDisabled = true;
        });
        var fault = await Assert.ThrowsAsync<DfsException>(() => client.PutAsync(StorePath.Parse("file"), stream, null, Cancellation));
        Assert.True(isDisabled);
        Assert.True(fault.Fault is DfsFault.QuorumRefused or DfsFault.WrongCredentials, $"{fault.Fault}: {fault.Message}");

        await administrator.EnableUserAsync(_user, true, Cancellation);
        await using var later = await Cluster.ConnectAsync(_user, First);
        Assert.Equal(["before"], (await later.ListAsync(StorePath.Root, Cancellation)).Entries.Select(entry => entry.Path.Value));
    }

    [Fact]
    public async Task What_a_disabled_user_had_written_is_whole_after_a_node_was_away()
    {
        await AddAsync();
        await using var administrator = await AdministratorAsync();
        Cluster.Kill(4);
        await using (var client = await Cluster.ConnectAsync(_user, First))
            await client.PutBytesAsync(StorePath.Parse("file"), [1, 2]);
        await administrator.EnableUserAsync(_user, false, Cancellation);
        await Cluster.RestoreAsync();
        await Eventually.TrueAsync("node4 has the entry", RepairingCluster.Patience, async () =>
            (await ReportsAsync(4)).Single(report => report.Record.Account.Account.User == _user).Use.Files == 1);
        await administrator.EnableUserAsync(_user, true, Cancellation);
        await using var later = await Cluster.ConnectAsync(_user, First);
        Assert.Equal([1, 2], await later.GetBytesAsync(StorePath.Parse("file")));
    }

    [Fact]
    public async Task A_volume_of_today_gives_nothing_to_the_old_password()
    {
        await AddAsync();
        var file = StorePath.Parse("file");
        await using (var client = await Cluster.ConnectAsync(_user, First))
        {
            await client.PutBytesAsync(file, [1, 2, 3]);
            await client.ChangePasswordAsync(Second, Cancellation);
        }

        var records = (await Task.WhenAll(TestCluster.Numbers.Select(ReportsAsync))).SelectMany(reports => reports)
            .Select(report => report.Record).Where(record => record.Account.Account.User == _user).ToList();
        using var old = new Login(_user, First);
        using var now = new Login(_user, Second);
        Assert.Equal(4, records.Count);
        Assert.Null(await Client.Accounts.KeyringSearch.FindAsync(records, AccessKind.Password, old.KeysAsync, Cancellation));
        using var keyring = await Client.Accounts.KeyringSearch.FindAsync(records, AccessKind.Password, now.KeysAsync, Cancellation);
        Assert.NotNull(keyring);
        Assert.All(records, record => Assert.Null(record.Account.Account.Access));
    }

    [Fact]
    public async Task A_recovery_key_opens_an_account_whose_password_is_lost()
    {
        await AddAsync();
        var file = StorePath.Parse("file");
        string first, second;
        await using (var client = await Cluster.ConnectAsync(_user, First))
        {
            await client.PutBytesAsync(file, [1, 2, 3]);
            first = await client.MakeRecoveryKeyAsync(Cancellation);
            Assert.Equal([1, 2, 3], await client.GetBytesAsync(file));
            second = await client.MakeRecoveryKeyAsync(Cancellation);
        }

        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => RecoverAsync(first));
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(_user, second));
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => RecoverAsync(First));
        await using (var recovered = await RecoverAsync(second.ToLowerInvariant().Replace('0', 'o')))
        {
            await recovered.ChangePasswordAsync(Second, Cancellation);
            Assert.Equal([1, 2, 3], await recovered.GetBytesAsync(file));
        }

        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(_user, First));
        await using var later = await Cluster.ConnectAsync(_user, Second);
        Assert.Equal([1, 2, 3], await later.GetBytesAsync(file));
        await using var administrator = await AdministratorAsync();
        Assert.True((await UserAsync(administrator)).HasRecoveryKey);

        var program = new ClientProcess(Local("home"), Cluster.Addresses) { User = _user, Password = "forgotten" };
        var (code, output) = await program.RunWithAsync($"{first}\n{First}\n", "user", "recover");
        Assert.True(code == 3, output);
        (code, output) = await program.RunWithAsync($"{second}\n{First}\n", "user", "recover");
        Assert.True(code == 0, output);
        await (await Cluster.ConnectAsync(_user, First)).DisposeAsync();
        (code, output) = await program.RunWithAsync($"{second[..^1]}{(second[^1] == '7' ? '8' : '7')}\n", "user", "recover");
        Assert.True(code == 2 && output.Contains("slip of the pen", StringComparison.Ordinal), output);
    }

    private Task<DfsClient> RecoverAsync(string key) => DfsClient.ConnectAsync(
        new DfsClientOptions { Nodes = Cluster.Addresses, User = _user, Password = key, With = AccessKind.Recovery }, Cancellation);

    [Fact]
    public async Task A_quota_holds_across_uploads_at_the_same_time()
    {
        await using var administrator = await AdministratorAsync();
        await administrator.AddUserAsync(_user, First, new Quota(1_000_000, 4), Cancellation);
        await using var client = await Cluster.ConnectAsync(_user, First);
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
            var use = (await ReportsAsync(node)).Single(report => report.Record.Account.Account.User == _user).Use;
            Assert.True(use is { Bytes: <= 1_000_000, Files: <= 4 }, $"node{node} holds {use}");
        }

        // Nothing of those that were refused stays set aside.
        for (var number = outcomes.Count(outcome => outcome is null); number < 3; number++)
            await client.PutBytesAsync(StorePath.Parse($"further {number}"), new byte[300_000]);
        var refused = await StoreCalls.FailsAsync(DfsFault.QuotaExceeded, () => client.PutBytesAsync(StorePath.Parse("more"), [1]));
        Assert.Contains($"'{_user}' may keep 1000000 bytes in 4 files and keeps 1000000 bytes in 4 files; more would add 1 bytes", refused.Message, StringComparison.Ordinal);
        await client.DeleteAsync(StorePath.Parse("first"), Cancellation);
        await client.PutBytesAsync(StorePath.Parse("more"), [1]);
        await administrator.LimitUserAsync(_user, Quota.None, Cancellation);
        await client.PutBytesAsync(StorePath.Parse("large"), new byte[2_000_000]);
    }

    [Fact]
    public async Task The_commands_of_the_administrator_and_of_users_go_by_the_secrets_they_are_given()
    {
        var program = new ClientProcess(Local("home"), Cluster.Addresses) { User = _user, Password = First };
        program.Environment["DFS_ADMIN_SECRET"] = "not the secret";
        Assert.Equal(3, (await program.RunAsync("user", "list")).Code);
        program.Environment["DFS_ADMIN_SECRET"] = TestCluster.AdministratorSecret;
        var (code, output) = await program.RunWithAsync($"{First}\n", "user", "add", _user, "--bytes", "1.5MB");
        Assert.True(code == 0, output);
        (code, output) = await program.RunAsync("user", "list");
        Assert.True(code == 0 && output.Contains(_user, StringComparison.Ordinal) && output.Contains("1.5 MB", StringComparison.Ordinal), output);
        (code, output) = await program.RunWithAsync($"{Second}\n", "user", "passwd");
        Assert.True(code == 0 && output.Contains("still holds the old password", StringComparison.Ordinal), output);
        Assert.Equal(3, (await program.RunAsync("list")).Code);
        program.Password = Second;
        Assert.Equal(0, (await program.RunAsync("list")).Code);
        (code, output) = await program.RunAsync("user", "remove", _user);
        Assert.True(code == 2 && output.Contains("--yes", StringComparison.Ordinal), output);
        Assert.Equal(0, (await program.RunAsync("user", "remove", _user, "--yes")).Code);
        Assert.Equal(3, (await program.RunAsync("list")).Code);
        Assert.DoesNotContain(TestCluster.AdministratorSecret, Cluster.Output, StringComparison.Ordinal);
    }

    private async Task AddAsync()
    {
        await using var administrator = await AdministratorAsync();
        await administrator.AddUserAsync(_user, First, Quota.None, Cancellation);
    }

    private Task<DfsAdministrator> AdministratorAsync() => DfsAdministrator.ConnectAsync(
        Cluster.Options(ReservedNames.Administrator, TestCluster.AdministratorSecret), Cancellation);

    private async Task<UserReport> UserAsync(DfsAdministrator administrator) =>
        (await administrator.ListUsersAsync(Cancellation)).Single(user => user.Name == _user);

    private async Task<StateReply> StateAsync(string user, string password, StorePath path)
    {
        var session = await OpenSessionAsync(user, password);
        return await session.Nodes[0].AskAsync<GetState, StateReply>("state", new GetState(default, path), Cancellation);
    }

    private async Task<IReadOnlyList<AccountReport>> ReportsAsync(int node)
    {
        var session = await OpenSessionAsync(ReservedNames.Administrator, TestCluster.AdministratorSecret);
        var reports = new List<AccountReport>();
        while (true)
        {
            var page = await session.Nodes[node - 1].AskAsync<ListAccounts, AccountsReply>(
                "accounts", new ListAccounts(default, reports.Count == 0 ? "" : reports[^1].Record.Account.Account.User), Cancellation);
            reports.AddRange(page.Accounts);
            if (!page.HasMore)
                return reports;
        }
    }

    private async Task<IReadOnlyList<string>> DigestsAsync() => await Task.WhenAll(TestCluster.Numbers.Select(async node =>
        Convert.ToHexString((await ReportsAsync(node)).Single(report => report.Record.Account.Account.User == _user).Record.Credentials!.Encoded.Span)));
}
