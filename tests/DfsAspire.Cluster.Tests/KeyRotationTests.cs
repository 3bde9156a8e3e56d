using DfsAspire.Client.Accounts;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>A user replaces the master key, on real nodes that come and go, while other sessions of the user work.</summary>
public sealed partial class KeyRotationTests(ComparingCluster cluster) : ClusterTest(cluster), IClassFixture<ComparingCluster>
{
    private const string First = "the first password";
    private const string Second = "the second password";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly StorePath File = StorePath.Parse("docs/file");

    // An account of the test's own: what happens to it concerns no other test.
    private readonly string _user = $"k{Guid.NewGuid():N}";

    [Fact]
    public async Task After_it_no_node_holds_anything_under_the_old_key()
    {
        await using var client = await AddAsync();
        await using var stale = await Cluster.ConnectAsync(_user, First);
        var contents = new Dictionary<string, ContentId>();
        for (var number = 0; number < 7; number++)
            contents[$"many/{number}"] = (await client.PutBytesAsync(StorePath.Parse($"many/{number}"), [1, 2, (byte)number])).Content;
        var replaced = (await client.PutBytesAsync(File, [1, 2, 3])).Content;
        contents[File.Value] = (await client.PutBytesAsync(File, Bytes.Of(300_000, 1))).Content;
        Assert.All(TestCluster.Numbers, node => Assert.True(NumbersInTrailers(node).Count > 0));

        var report = await RotateAsync(client);

        Assert.True(report is { MasterKey: 2, Waiting: [] }, Said(report));
        Assert.InRange(report.Replaced, contents.Count, contents.Count + 1);
        await HoldsOnlyAsync(2, First);
        // A session from before reads, writes, and verifies without being opened anew.
        Assert.Equal(Bytes.Of(300_000, 1), await stale.GetBytesAsync(File));
        Assert.Equal(["node1", "node2", "node3", "node4"], (await stale.PutBytesAsync(StorePath.Parse("later"), [9])).Nodes);
        Assert.Empty((await stale.VerifyAsync([StorePath.Root], null, Cancellation)).Faults);
        await HoldsOnlyAsync(2, First);
        // Nothing was uploaded again.
        foreach (var (path, content) in contents)
            Assert.Equal(content, (await StateAsync(StorePath.Parse(path))).Entry!.Entry.Content);
        Assert.NotEqual(replaced, contents[File.Value]);

        // And once more, with the session that did it and one that has not noticed.
        Assert.Equal(3, (await RotateAsync(stale)).MasterKey);
        Assert.Equal(Bytes.Of(300_000, 1), await client.GetBytesAsync(File));
        await HoldsOnlyAsync(3, First);
    }

    [Fact]
    public async Task A_write_that_began_before_it_is_refused_under_the_old_key_and_one_half_done_is_finished()
    {
        await using var client = await AddAsync();
        await using var stale = await StoreSession.OpenAsync(Cluster.Options(_user, First), Cancellation);
        await using var reader = await Cluster.ConnectAsync(_user, First);
        var (path, halfPath) = (StorePath.Parse("staged"), StorePath.Parse("half done"));
        var local = Local();
        await System.IO.File.WriteAllBytesAsync(local, Bytes.Of(5_000, 4), Cancellation);
        var staged = await HalfDoneWrite.StageAsync(stale, path, local);
        var halfDone = await HalfDoneWrite.StageAsync(stale, halfPath, local);
        Assert.Equal(Status.Ok, await halfDone.CommitAsync(3));

        await RotateAsync(client);

        foreach (var node in TestCluster.Numbers)
            Assert.Equal(Status.OldMasterKey, await staged.CommitAsync(node));
        await StoreCalls.FailsAsync(DfsFault.NotFound, () => reader.GetBytesAsync(path));
        Assert.Equal(Bytes.Of(5_000, 4), await reader.GetBytesAsync(halfPath));
        await HoldsOnlyAsync(2, First);
    }

    [Fact]
    public async Task It_waits_for_a_node_that_is_away_and_goes_on_when_it_is_back()
    {
        await using var client = await AddAsync();
        await using var other = await Cluster.ConnectAsync(_user, First);
        await client.PutBytesAsync(File, [1, 2, 3]);

        // Away at the beginning: nothing is wrapped by a key that one node has not heard of.
        Cluster.Kill(3);
        var report = await client.RotateKeyAsync(null, Cancellation);
        Assert.True(report is { IsDone: false, Replaced: 0 } && report.Waiting.Single().Node == "node3", Said(report));
        await other.PutBytesAsync(StorePath.Parse("while one is away"), [4]);
        Assert.Equal(1, (await OpenKeyringAsync(First)).Epoch);

        // Away in the middle: the others get their new records, and it keeps the old ones until it is told.
        await Cluster.RestoreAsync();
        var (link, through) = (Links.To(2), Cluster.Options(_user, First, Links.Addresses));
        await using (var cut = await DfsClient.ConnectAsync(through, Cancellation))
        {
            report = await cut.RotateKeyAsync(new OnReport(_ => link.Cut()), Cancellation);
            Assert.True(report is { IsDone: false, MasterKey: 2 } && report.Waiting.Single().Node == "node2", Said(report));
        }

        Assert.Equal([1, 2, 3], await other.GetBytesAsync(File));
        Cluster.Kill(2);
        report = await client.RotateKeyAsync(null, Cancellation);
        Assert.True(!report.IsDone && report.Waiting.Single().Node == "node2", Said(report));
        await other.PutBytesAsync(StorePath.Parse("while another is away"), [5]);
        await other.PutBytesAsync(File, [6]);
        await Cluster.RestoreAsync();
        Assert.Equal([6], await other.GetBytesAsync(File));

        await RotateAsync(client);
        await HoldsOnlyAsync(2, First);
        foreach (var down in TestCluster.Numbers)
        {
            Cluster.Kill(down);
            Assert.Equal([6], await other.GetBytesAsync(File));
            Assert.Equal([4], await other.GetBytesAsync(StorePath.Parse("while one is away")));
            Assert.Equal([5], await other.GetBytesAsync(StorePath.Parse("while another is away")));
            await Cluster.RestoreAsync();
        }
    }

    [Fact]
    public async Task An_empty_volume_refills_itself_in_the_middle_of_it()
    {
        await using var client = await AddAsync();
        await client.PutBytesAsync(File, [1, 2, 3]);
        await using (var cut = await DfsClient.ConnectAsync(Cluster.Options(_user, First, Links.Addresses), Cancellation))
            Assert.False((await cut.RotateKeyAsync(new OnReport(_ => Links.Cut(1, 2, 3, 4)), Cancellation)).IsDone);
        Cluster.Kill(4);
        Directory.Delete(Cluster.VolumeOf(4), recursive: true);
        await Cluster.RestoreAsync();
        await RotateAsync(client);
        await HoldsOnlyAsync(2, First);
        Assert.Equal([1, 2, 3], await client.GetBytesAsync(File));
    }

    [Fact]
    public async Task Who_copied_volumes_before_and_knew_the_password_opens_nothing_of_what_lies_there_after()
    {
        await using var client = await AddAsync();
        var recoveryKey = await client.MakeRecoveryKeyAsync(Cancellation);
        using var thief = await OpenKeyringAsync(First);
        // Written after the theft, before anybody noticed.
        var content = (await client.PutBytesAsync(File, [1, 2, 3])).Content;
        KeyRecord.Unwrap((await StateAsync(File)).KeyRecord, content.ToBytes(), thief).Dispose();

        await client.ChangePasswordAsync(Second, Cancellation);
        await RotateAsync(client);

        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => Cluster.ConnectAsync(_user, First));
        await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => DfsClient.ConnectAsync(
            new DfsClientOptions { Nodes = Cluster.Addresses, User = _user, Password = recoveryKey, With = AccessKind.Recovery }, Cancellation));
        await HoldsOnlyAsync(2, Second);
        using var old = new Login(_user, First);
        var accounts = await AccountsAsync(Second);
        Assert.Null(await KeyringSearch.FindAsync(accounts, AccessKind.Password, old.KeysAsync, Cancellation));
        var records = TestCluster.Numbers.SelectMany(Trailers).Where(trailer => trailer.Entry.Entry.Content == content).Select(trailer => trailer.KeyRecord).ToList();
        Assert.Equal(8, records.Count);
        foreach (var node in TestCluster.Numbers)
            records.AddRange((await RecordsAsync(node, Second)).Where(record => record.Content == content).Select(record => record.Record));
        Assert.Equal(12, records.Count);
        using var keyring = await OpenKeyringAsync(Second);
        foreach (var record in records)
        {
            Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(record, content.ToBytes(), thief));
            KeyRecord.Unwrap(record, content.ToBytes(), keyring).Dispose();
        }
    }

    [Fact]
    public async Task Passwords_and_recovery_keys_are_changed_in_the_middle_of_it()
    {
        await using var client = await AddAsync();
        await using var stale = await Cluster.ConnectAsync(_user, First);
        await client.PutBytesAsync(File, [1, 2, 3]);
        await using (var cut = await DfsClient.ConnectAsync(Cluster.Options(_user, First, Links.Addresses), Cancellation))
            Assert.False((await cut.RotateKeyAsync(new OnReport(_ => Links.Cut(1, 2, 3, 4)), Cancellation)).IsDone);
        await client.PutBytesAsync(StorePath.Parse("later"), [4]);

        // A session that has not noticed gives the keyring on as it is now, not as it was.
        var recoveryKey = await stale.MakeRecoveryKeyAsync(Cancellation);
        await stale.ChangePasswordAsync(Second, Cancellation);
        await using (var recovered = await DfsClient.ConnectAsync(
            new DfsClientOptions { Nodes = Cluster.Addresses, User = _user, Password = recoveryKey, With = AccessKind.Recovery }, Cancellation))
        {
            Assert.Equal([4], await recovered.GetBytesAsync(StorePath.Parse("later")));
            Assert.Equal([1, 2, 3], await recovered.GetBytesAsync(File));
            await StoreCalls.FailsAsync(DfsFault.Refused, () => recovered.RotateKeyAsync(null, Cancellation));
        }

        Assert.Equal(2, (await RotateAsync(stale)).MasterKey);
        await using var later = await Cluster.ConnectAsync(_user, Second);
        Assert.Equal([4], await later.GetBytesAsync(StorePath.Parse("later")));
        Assert.Equal([1, 2, 3], await later.GetBytesAsync(File));
        await HoldsOnlyAsync(2, Second);
    }

    [Fact]
    public async Task The_command_says_how_far_it_is()
    {
        await using var client = await AddAsync();
        await client.PutBytesAsync(File, [1, 2, 3]);
        var program = new ClientProcess(Local("home"), Cluster.Addresses) { User = _user, Password = First };
        Cluster.Kill(1);
        var (code, output) = await program.RunAsync("user", "rotate-key");
        Assert.True(code == 1 && output.Contains("node1", StringComparison.Ordinal) && output.Contains("Run it again", StringComparison.Ordinal), output);
        await Cluster.RestoreAsync();
        (code, output) = await program.RunAsync("user", "rotate-key", "--json");
        Assert.True(code == 0 && output.Contains("\"done\": true", StringComparison.Ordinal) && output.Contains("\"masterKey\": 2", StringComparison.Ordinal), output);
        (code, output) = await program.RunAsync("user", "rotate-key");
        Assert.True(code == 0 && output.Contains("master key 3", StringComparison.Ordinal) && output.Contains("recovery key", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task Clients_at_work_lose_nothing_while_passwords_and_keys_change()
    {
        const long LastKey = 20;
        await (await AddAsync()).DisposeAsync();
        var seed = Seeds.Draw();
        await using var client = await Cluster.ConnectAsync(_user, First);
        var loads = new List<ClientLoad>();
        var working = new List<DfsClient>();
        using var enough = new CancellationTokenSource();
        for (var number = 0; number < 3; number++)
        {
            working.Add(await Cluster.ConnectAsync(_user, First));
            loads.Add(new ClientLoad(working[^1], StorePath.Parse($"load {number}"), seed + number, TimeSpan.FromMilliseconds(250)));
        }

        var running = loads.Select(load => load.RunAsync(new Outages(), enough.Token)).ToList();
        // So quickly that writes meet a second rotation while they take up the key of the first.
        for (var number = 2L; number <= LastKey; number++)
            Assert.Equal(number, (await RotateAsync(client)).MasterKey);

        await enough.CancelAsync();
        await Task.WhenAll(running);
        Assert.Empty(loads.SelectMany(load => load.Violations));
        Assert.All(loads, load => Assert.True(load.Done > 3, $"{load.Done} operations"));
        await client.ChangePasswordAsync(Second, Cancellation);
        await using var later = await Cluster.ConnectAsync(_user, Second);
        foreach (var load in loads)
            await load.CheckAllAsync(later);
        Assert.Empty(loads.SelectMany(load => load.Violations));
        await HoldsOnlyAsync(LastKey, Second);
        foreach (var one in working)
            await one.DisposeAsync();
    }

    [Fact]
    public async Task Ended_at_any_byte_it_goes_on_where_it_was()
    {
        const int Files = 6;
        await using var client = await AddAsync();
        for (var number = 0; number < Files; number++)
            await client.PutBytesAsync(StorePath.Parse($"file {number}"), [(byte)number]);
        var ends = 0;
        KeyRotationReport? report = null;
        for (var bytes = 900L; report is not { IsDone: true }; bytes += bytes / 2)
        {
            await using var doomed = await DfsClient.ConnectAsync(Cluster.Options(_user, First, Links.Addresses), Cancellation);
            Links.To(1).At(bytes, () => Links.Cut(1, 2, 3, 4));
            try
            {
                report = await doomed.RotateKeyAsync(null, Cancellation);
            }
            catch (DfsException fault)
            {
                report = null;
                Assert.True(fault.IsTransient, fault.Message);
            }

            Links.To(1).At(long.MaxValue, () => { });
            Links.Cut();
            ends += report is { IsDone: true } ? 0 : 1;
            for (var number = 0; number < Files; number++)
                Assert.Equal([(byte)number], await client.GetBytesAsync(StorePath.Parse($"file {number}")));
        }

        Assert.True(ends > 3, $"it was ended {ends} times");
        await HoldsOnlyAsync(report.MasterKey, First);
    }

    private async Task<DfsClient> AddAsync()
    {
        await using (var administrator = await DfsAdministrator.ConnectAsync(Cluster.Options(ReservedNames.Administrator, TestCluster.AdministratorSecret), Cancellation))
            await administrator.AddUserAsync(_user, First, Quota.None, Cancellation);
        return await Cluster.ConnectAsync(_user, First);
    }

    // A busy machine may keep a node from answering in time: then the rotation waits for it, and goes on.
    private static async Task<KeyRotationReport> RotateAsync(DfsClient client)
    {
        var replaced = 0L;
        KeyRotationReport report = new(0, 0, []);
        await Eventually.TrueAsync("the keys are rotated", Patience, async () =>
        {
            report = await client.RotateKeyAsync(null, Cancellation);
            replaced += report.Replaced;
            return report.IsDone;
        });
        return report with { Replaced = replaced };
    }

    private static string Said(KeyRotationReport report) => $"{report}: {string.Join("; ", report.Waiting)}";

    private sealed class OnReport(Action<long> act) : IProgress<long>
    {
        public void Report(long value) => act(value);
    }
}
