using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>Passwords and recovery keys, changed on real nodes that come and go.</summary>
public sealed class PasswordTests(RepairingCluster cluster) : OwnAccountTest(cluster)
{
    [Fact]
    public async Task A_changed_password_holds_at_once_and_uploads_nothing_again()
    {
        await AddAsync();
        await using var client = await Cluster.ConnectAsync(User, First);
        await using var other = await Cluster.ConnectAsync(User, First);
        var file = StorePath.Parse("file");
        var before = await client.PutBytesAsync(file, [1, 2, 3]);

        await client.ChangePasswordAsync(Second, Cancellation);

        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(User, First));
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => other.GetBytesAsync(file));
        Assert.Equal([1, 2, 3], await client.GetBytesAsync(file));
        await using var later = await Cluster.ConnectAsync(User, Second);
        Assert.Equal([1, 2, 3], await later.GetBytesAsync(file));
        Assert.Equal(before.Content, (await StateAsync(User, Second, file)).Entry!.Entry.Content);
        Assert.Equal(["node1", "node2", "node3", "node4"], (await later.PutBytesAsync(file, [4])).Nodes);
    }

    [Fact]
    public async Task A_node_that_was_away_takes_no_write_with_the_old_password()
    {
        await AddAsync();
        Cluster.Kill(2);
        await using (var client = await Cluster.ConnectAsync(User, First))
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
                alone = await StoreSession.OpenAsync(Cluster.Options(User, First), Cancellation);
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
        await using var later = await Cluster.ConnectAsync(User, Second);
        Assert.Equal(["node1", "node2", "node3", "node4"], (await later.PutBytesAsync(StorePath.Parse("file"), [1])).Nodes);
        var refused = await Assert.ThrowsAsync<DfsException>(() => StoreSession.OpenAsync(
            new DfsClientOptions { Nodes = Cluster.Addresses, User = User, Password = First }, Cancellation));
        Assert.Equal(DfsFault.WrongCredentials, refused.Fault);
    }

    [Fact]
    public async Task Changes_made_at_the_same_time_end_in_one_of_them_on_every_node()
    {
        await AddAsync();
        string[] passwords = ["one of them", "another one", "yet another"];
        var clients = await Task.WhenAll(passwords.Select(_ => Cluster.ConnectAsync(User, First)));
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
                await using var client = await Cluster.ConnectAsync(User, password);
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
                    await using var client = await Cluster.ConnectAsync(User, Volatile.Read(ref password));
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
            await using var client = await Cluster.ConnectAsync(User, password);
            await client.ChangePasswordAsync($"password {round}", Cancellation);
            Volatile.Write(ref password, $"password {round}");
        }

        var last = writes;
        await Eventually.TrueAsync("the load goes on", RepairingCluster.Patience, () => Task.FromResult(writes >= last + 12 || load.Exists(task => task.IsCompleted)));
        await enough.CancelAsync();
        await Task.WhenAll(load);
        await using var reader = await Cluster.ConnectAsync(User, password);
        Assert.NotEmpty(contents);
        foreach (var (path, bytes) in contents)
            Assert.Equal(bytes, await reader.GetBytesAsync(path));
        gate.Dispose();
    }

    [Fact]
    public async Task A_volume_of_today_gives_nothing_to_the_old_password()
    {
        await AddAsync();
        var file = StorePath.Parse("file");
        await using (var client = await Cluster.ConnectAsync(User, First))
        {
            await client.PutBytesAsync(file, [1, 2, 3]);
            await client.ChangePasswordAsync(Second, Cancellation);
        }

        var records = (await Task.WhenAll(TestCluster.Numbers.Select(ReportsAsync))).SelectMany(reports => reports)
            .Select(report => report.Record).Where(record => record.Account.Account.User == User).ToList();
        using var old = new Login(User, First);
        using var now = new Login(User, Second);
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
        await using (var client = await Cluster.ConnectAsync(User, First))
        {
            await client.PutBytesAsync(file, [1, 2, 3]);
            first = await client.MakeRecoveryKeyAsync(Cancellation);
            Assert.Equal([1, 2, 3], await client.GetBytesAsync(file));
            second = await client.MakeRecoveryKeyAsync(Cancellation);
        }

        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => RecoverAsync(first));
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(User, second));
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => RecoverAsync(First));
        await using (var recovered = await RecoverAsync(second.ToLowerInvariant().Replace('0', 'o')))
        {
            await recovered.ChangePasswordAsync(Second, Cancellation);
            Assert.Equal([1, 2, 3], await recovered.GetBytesAsync(file));
        }

        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(User, First));
        await using var later = await Cluster.ConnectAsync(User, Second);
        Assert.Equal([1, 2, 3], await later.GetBytesAsync(file));
        await using var administrator = await AdministratorAsync();
        Assert.True((await UserAsync(administrator)).HasRecoveryKey);

        var program = new ClientProcess(Local("home"), Cluster.Addresses) { User = User, Password = "forgotten" };
        var (code, output) = await program.RunWithAsync($"{first}\n{First}\n", "user", "recover");
        Assert.True(code == 3, output);
        (code, output) = await program.RunWithAsync($"{second}\n{First}\n", "user", "recover");
        Assert.True(code == 0, output);
        await (await Cluster.ConnectAsync(User, First)).DisposeAsync();
        (code, output) = await program.RunWithAsync($"{second[..^1]}{(second[^1] == '7' ? '8' : '7')}\n", "user", "recover");
        Assert.True(code == 2 && output.Contains("slip of the pen", StringComparison.Ordinal), output);
    }

    private Task<DfsClient> RecoverAsync(string key) => DfsClient.ConnectAsync(
        new DfsClientOptions { Nodes = Cluster.Addresses, User = User, Password = key, With = AccessKind.Recovery }, Cancellation);
}
