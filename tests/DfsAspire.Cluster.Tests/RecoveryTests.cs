using System.Security.Cryptography;
using DfsAspire.Client.Recovery;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Shell;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Cluster.Tests;

/// <summary>Files come back from volumes alone, with no node running.</summary>
public sealed partial class RecoveryTests(StoppedStore store) : IClassFixture<StoppedStore>, IDisposable
{
    // What a URI would take for something else, since SQLite is given one.
    private readonly string _root = Directory.CreateDirectory(
        Path.Combine(Directory.CreateTempSubdirectory("dfs-recovery-").FullName, "50% #1?")).FullName;

    private string Output => Path.Combine(_root, "output");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_root)!, recursive: true);

    [Theory]
    [InlineData(1, 2, 3, 4)]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(2, 3, 4)]
    [InlineData(1, 3, 4)]
    [InlineData(1, 2, 4)]
    [InlineData(1, 2, 3)]
    public async Task Everything_comes_back_from_all_volumes_from_three_and_from_two_opposite_ones(params int[] nodes)
    {
        Copy(nodes);
        var before = HashesOf(nodes);
        var report = await RecoverAsync(nodes);
        Assert.Empty(report.Notes);
        Assert.True(report.IsWhole);
        HasEverything();
        Assert.Equal(["after", "docs", "docs/.note", "docs/deep", "docs/deep/empty", "folder", "large", "twice"], Restored());
        Assert.Equal(
            [("before", RecoveryOutcome.Deleted), ("gone", RecoveryOutcome.Deleted)],
            report.Paths.Where(path => path.Outcome is not (RecoveryOutcome.Restored or RecoveryOutcome.Folder)).Select(path => (path.Path.Value, path.Outcome)));
        Assert.Equal(before, HashesOf(nodes));
    }

    [Fact]
    public async Task A_moved_file_does_not_come_back_under_its_old_name_when_its_tombstone_is_forgotten()
    {
        Copy(1, 3);
        foreach (var node in (int[])[1, 3])
            Forget(node, "before");
        var report = await RecoverAsync([1, 3]);
        Assert.True(report.IsWhole);
        Assert.Equal(["after", "docs", "docs/.note", "docs/deep", "docs/deep/empty", "folder", "large", "twice"], Restored());
        Assert.Equal(StoppedStore.Moved, Read("after"));
    }

    [Fact]
    public async Task Two_neighbours_do_not_hold_all_parts_and_each_file_is_named()
    {
        Copy(1, 2);
        var report = await RecoverAsync([1, 2]);
        Assert.False(report.IsWhole);
        Assert.Equal(["after", "docs/.note", "docs/deep/empty", "large", "twice"], Failed(report));
        Assert.All(report.Paths.Where(path => !path.IsGood), path => Assert.EndsWith("of 4 are on none of these volumes", path.Reason!, StringComparison.Ordinal));
        Assert.Equal(["docs", "docs/deep", "folder"], Restored());
    }

    [Fact]
    public async Task Damage_in_one_copy_is_read_from_the_other_wherever_it_is()
    {
        Copy(1, 2, 3, 4);
        var damaged = new List<string>();
        foreach (var copies in PartsOf(store.LargeContent).GroupBy(part => part.Part))
        {
            // Both copies are damaged, but never in the same segment; a cut takes the trailer as well.
            var (one, other) = (copies.First(), copies.Last());
            one.FlipBitAt(10 + copies.Key);
            if (copies.Key % 2 == 0)
                other.Truncate(Lanes.SealedSegmentLength + 7);
            else
                other.FlipBitAt(Lanes.SealedSegmentLength + 5);
            damaged.AddRange([one.File, other.File]);
        }

        var report = await RecoverAsync([1, 2, 3, 4]);
        Assert.True(report.IsWhole);
        HasEverything();
        Assert.NotEmpty(report.Notes);
        Assert.All(report.Notes, note => Assert.Contains(damaged, file => note.StartsWith(file, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_damaged_trailer_hides_no_part()
    {
        Copy(1, 3);
        foreach (var part in PartsOf(store.LargeContent))
            part.FlipBitAt(new FileInfo(part.File).Length - 30);
        Assert.True((await RecoverAsync([1, 3])).IsWhole);
        HasEverything();
    }

    [Fact]
    public async Task What_is_damaged_in_every_copy_is_named_and_an_older_version_takes_its_place()
    {
        Copy(1, 2, 3, 4);
        foreach (var part in PartsOf(store.LargeContent).Concat(PartsOf(store.NewerContent)).Where(part => part.Part == 3))
            part.FlipBitAt(5);
        var report = await RecoverAsync([1, 2, 3, 4]);
        Assert.False(report.IsWhole);
        Assert.Equal(["large", "twice"], Failed(report));
        Assert.All(report.Paths.Where(path => !path.IsGood), path => Assert.Equal("part 3 is damaged in every copy that is left", path.Reason));
        Assert.Equal(RecoveryOutcome.RestoredOlder, report.Paths.Single(path => path.Path.Value == "twice").Outcome);
        Assert.Equal(StoppedStore.Older, Read("twice"));
        Assert.Equal(["after", "docs", "docs/.note", "docs/deep", "docs/deep/empty", "folder", "twice"], Restored());
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("damaged")]
    [InlineData("set aside")]
    public async Task One_catalog_of_four_is_enough(string fate)
    {
        Copy(1, 2, 3, 4);
        foreach (var node in (int[])[1, 2, 3])
            End(node, fate);
        var report = await RecoverAsync([1, 2, 3, 4]);
        Assert.Equal(fate != "set aside", report.Notes.Count > 0);
        Assert.True(report.IsWhole);
        HasEverything();
        Assert.False(File.Exists(Path.Combine(Output, "gone")));
    }

    [Fact]
    public async Task Catalogs_that_were_set_aside_are_enough()
    {
        Copy(1, 2, 3, 4);
        foreach (var node in TestCluster.Numbers)
            End(node, "set aside");
        Assert.True((await RecoverAsync([1, 2, 3, 4])).IsWhole);
        HasEverything();
    }

    [Fact]
    public async Task Without_any_catalog_it_says_that_there_is_no_account()
    {
        Copy(1, 2, 3, 4);
        foreach (var node in TestCluster.Numbers)
            End(node, node == 1 ? "damaged" : "removed");
        var fault = await StoreCalls.FailsAsync(DfsFault.NotFound, () => RecoverAsync([1, 2, 3, 4]));
        Assert.Contains("account of 'alice'", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"{VolumeOf(2)} has no catalog", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_are_found_under_any_name_in_any_folder()
    {
        Copy(1, 3);
        foreach (var (part, at) in PartsOf(null).Select((part, at) => (part, at)).ToList())
            File.Move(part.File, Path.Combine(VolumeOf(part.Node), $"found {at}"));
        Assert.True((await RecoverAsync([1, 3])).IsWhole);
        HasEverything();
    }

    [Fact]
    public async Task An_entry_that_the_user_never_signed_restores_nothing()
    {
        Copy(1, 2, 3, 4);
        using var someone = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var part in PartsOf(store.LargeContent))
        {
            var trailer = TrailerOf(part.File);
            foreach (var path in (string[])["forged", "twice"])
            {
                var entry = trailer.Entry.Entry with { Path = StorePath.Parse(path), Stamp = new Stamp(ulong.MaxValue / 2, Guid.NewGuid()) };
                byte[] contents = (await File.ReadAllBytesAsync(part.File, TestContext.Current.CancellationToken))[..^trailer.ToBytes().Length];
                byte[] forged = [.. contents, .. (trailer with { Entry = SignedEntry.Sign(entry, someone) }).ToBytes()];
                await File.WriteAllBytesAsync($"{part.File}{path}", forged, TestContext.Current.CancellationToken);
            }
        }

        Assert.True((await RecoverAsync([1, 2, 3, 4])).IsWhole);
        HasEverything();
        Assert.DoesNotContain("forged", Restored());
    }

    [Fact]
    public async Task Deleted_files_come_back_when_asked_for()
    {
        Copy(2, 4);
        var report = await RecoverAsync([2, 4], withDeleted: true);
        Assert.True(report.IsWhole);
        HasEverything();
        Assert.Equal(StoppedStore.Gone, Read("gone"));
        Assert.Equal(StoppedStore.Moved, Read("before"));
        Assert.Equal(10, Restored().Length);
    }

    [Fact]
    public async Task A_wrong_password_makes_nothing()
    {
        Copy(1, 3);
        var fault = await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => RecoverAsync([1, 3], password: TestCluster.BobPassword));
        Assert.Equal("Invalid Username/Password. Please try again.", fault.Message);
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public async Task What_exists_stays_and_no_link_leads_out()
    {
        Copy(1, 3);
        var elsewhere = Directory.CreateDirectory(Path.Combine(_root, "elsewhere")).FullName;
        Directory.CreateDirectory(Output);
        Directory.CreateSymbolicLink(Path.Combine(Output, "docs"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(Output, "after"), Path.Combine(elsewhere, "nothing"));
        await File.WriteAllTextAsync(Path.Combine(Output, "large"), "mine", TestContext.Current.CancellationToken);
        var report = await RecoverAsync([1, 3]);
        Assert.Equal(["after", "docs", "docs/.note", "docs/deep", "docs/deep/empty", "large"], Failed(report));
        Assert.Contains("exists already", report.Paths.Single(path => path.Path.Value == "large").Reason, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(Output, "large"), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
        Assert.Equal(StoppedStore.Newer, Read("twice"));
    }

    [Fact]
    public void A_volume_that_a_node_runs_on_is_refused()
    {
        var fault = Assert.IsType<DfsException>(store.WhileRunning);
        Assert.Equal(DfsFault.Conflict, fault.Fault);
        Assert.Contains("is in use by a node", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_within_a_volume_is_refused()
    {
        Copy(1);
        await StoreCalls.FailsAsync(DfsFault.Conflict, () => VolumeRecovery.RunAsync(
            Options([1]) with { Output = Path.Combine(VolumeOf(1), "alice") }, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_command_takes_the_password_from_its_input_and_says_what_it_did()
    {
        Copy(1, 2, 3, 4);
        string[] command = ["recover", VolumeOf(1), VolumeOf(3), "--user", "alice", "--output", Output];
        Assert.Equal((ExitCode.Refused, "Invalid Username/Password. Please try again.\n"), await RunAsync("not this one", command));
        Assert.Equal(ExitCode.WrongUse, (await RunAsync("", command)).Code);
        Assert.Equal(ExitCode.WrongUse, (await RunAsync("", ["recover", Path.Combine(_root, "nothing"), "--output", Output])).Code);
        var (code, text) = await RunAsync(TestCluster.AlicePassword, command);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("large: 1.2 MB\n", text, StringComparison.Ordinal);
        Assert.Contains($"recover: 5 files, 1.3 MB, restored to {Output}; 0 not, or not in their newest version; 2 deleted, left out without --deleted\n", text, StringComparison.Ordinal);
        HasEverything();

        (code, text) = await RunAsync(TestCluster.AlicePassword, command);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains($"large: not restored: {Path.Combine(Output, "large")} exists already", text, StringComparison.Ordinal);
        (code, text) = await RunAsync(TestCluster.AlicePassword, [.. command, "--json"]);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("\"outcome\": \"failed\"", text, StringComparison.Ordinal);
        Assert.Contains("\"whole\": false", text, StringComparison.Ordinal);
    }
}
