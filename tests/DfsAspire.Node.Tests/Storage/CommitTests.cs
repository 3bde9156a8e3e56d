using CsCheck;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Node.Tests.Sessions;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Storage;

public sealed class CommitTests
{
    [Fact]
    public async Task A_committed_write_is_what_the_path_holds()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "docs/a.txt").PutAsync();

        var state = await volume.StateAsync("docs/a.txt");

        Assert.Equal(write.Stamp, state.Entry!.Entry.Stamp);
        Assert.True(state.Entry.IsSignedBy(volume.Alice.Key));
        Assert.Equal(write.KeyRecord, state.KeyRecord.ToArray());
        Assert.Equal(new HeldParts(0b0110), state.Held);
        Assert.Equal(write.Stamp, state.Highest);
    }

    [Fact]
    public async Task An_overwritten_file_shows_the_new_content_and_keeps_the_old_one()
    {
        await using var volume = await TestVolume.MakeAsync();
        var first = await new TestWrite(volume, "a.txt", placement: 0).PutAsync();
        var second = await new TestWrite(volume, "a.txt", placement: 3).PutAsync();

        Assert.Equal(second.Content, (await volume.StateAsync("a.txt")).Entry!.Entry.Content);
        Assert.Equal(second.Parts[2], await second.ReadAsync(3));
        Assert.Equal(first.Parts[2], await first.ReadAsync(3));
        Assert.Equal(1, volume.Sql("SELECT COUNT(*) FROM contents WHERE released_at = $1 AND content = $2",
            volume.Time.GetUtcNow().ToUnixTimeMilliseconds(), first.Content.ToBytes()));
        var status = await volume.Store.GetStatusAsync(TestVolume.Cancel);
        Assert.Equal((1, 1, 4), (status.Entries, status.Contents, status.Parts));
    }

    [Fact]
    public async Task A_commit_without_its_parts_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        Assert.Equal(Status.NotStaged, (await write.CommitAsync()).Status);
        await write.StageAsync(write.Own[0]);
        Assert.Equal(Status.NotStaged, (await write.CommitAsync()).Status);
        foreach (var loan in write.Others)
            await write.StageAsync(loan, isLoan: true);
        Assert.Equal(Status.NotStaged, (await write.CommitAsync()).Status);
        Assert.Null((await volume.StateAsync("a.txt")).Entry);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public async Task A_commit_whose_staged_part_has_other_bytes_is_refused(int part, bool isLoan)
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await write.StageOwnAsync();
        await write.StageAsync(part, isLoan, new byte[1_000]);
        Assert.Equal(Status.NotStaged, (await write.CommitAsync()).Status);
        await write.StageAsync(part, isLoan);
        Assert.Equal(Status.Ok, (await write.CommitAsync()).Status);
    }

    [Fact]
    public async Task A_commit_whose_staged_file_is_gone_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await write.StageOwnAsync();
        File.Delete(volume.FullPath(write.FileOf(2)));
        Assert.Equal(Status.NotStaged, (await write.CommitAsync()).Status);
    }

    [Fact]
    public async Task An_entry_that_its_user_did_not_sign_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var mallory = TestUser.Make("Mallory");
        var write = new TestWrite(volume, "a.txt");
        await write.StageOwnAsync();

        Assert.Equal(Status.InvalidSignature, (await write.CommitAsync(SignedEntry.Sign(write.Entry, mallory.Key))).Status);
        var changed = SignedEntry.Sign(write.Entry with { WrittenAt = 1 }, volume.Alice.Key);
        Assert.Equal(Status.InvalidSignature, (await write.CommitAsync(SignedEntry.Parse(write.Signed.Encoded, changed.Signature))).Status);
        Assert.Equal(
            Status.InvalidSignature,
            (await volume.Store.FinishAsync("Alice", SignedEntry.Sign(write.Entry, mallory.Key), write.KeyRecord, TestVolume.Cancel)).Status);
        Assert.Null((await volume.StateAsync("a.txt")).Entry);
    }

    [Fact]
    public async Task An_entry_of_another_user_or_of_a_disabled_one_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await write.StageOwnAsync();
        var stranger = SignedEntry.Sign(write.Entry with { User = "Bob" }, volume.Alice.Key);
        Assert.Equal(Status.InvalidSignature, (await write.CommitAsync(stranger)).Status);

        var disabled = SignedAccount(volume, volume.Alice.Account with { State = Protocol.Accounts.AccountState.Disabled, Epoch = 2 });
        Assert.Equal(Status.Ok, (await volume.Store.PutAccountAsync(disabled, null, TestVolume.Cancel)).Status);
        Assert.Equal(Status.Forbidden, (await write.CommitAsync()).Status);
    }

    [Fact]
    public async Task A_lower_stamp_is_superseded_which_counts_as_taken()
    {
        await using var volume = await TestVolume.MakeAsync();
        var older = new TestWrite(volume, "a.txt");
        var newer = await new TestWrite(volume, "a.txt").PutAsync();

        var result = await older.CommitAsync();

        Assert.Equal((Status.Superseded, true, newer.Stamp), (result.Status, result.IsTaken, result.Committed));
        Assert.Equal(Status.Superseded, (await older.FinishAsync()).Status);
        Assert.Equal(newer.Stamp, (await volume.StateAsync("a.txt")).Entry!.Entry.Stamp);
    }

    [Fact]
    public async Task A_repeated_commit_changes_nothing()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a.txt").PutAsync();
        var sequence = (await volume.Store.GetStatusAsync(TestVolume.Cancel)).CatalogSequence;

        // A retry is signed anew: the same entry under another signature.
        Assert.Equal(Status.Ok, (await write.CommitAsync()).Status);
        Assert.Equal(Status.Ok, (await write.FinishAsync()).Status);

        Assert.Equal(sequence, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).CatalogSequence);
    }

    [Fact]
    public async Task Another_entry_under_a_committed_stamp_is_a_conflict()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a.txt").PutAsync();
        var other = await new TestWrite(volume, "b.txt") { Stamp = write.Stamp }.PutAsync();
        var forged = SignedEntry.Sign(other.Entry with { Path = write.Path }, volume.Alice.Key);
        Assert.Equal(Status.Conflict, (await other.CommitAsync(forged)).Status);
    }

    [Fact]
    public async Task A_commit_of_a_finished_write_still_needs_its_parts()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        Assert.Equal(Status.Ok, (await write.FinishAsync()).Status);

        var refused = await write.CommitAsync();
        Assert.Equal((Status.NotStaged, write.Stamp), (refused.Status, refused.Committed));

        await write.StageOwnAsync();
        Assert.Equal(Status.Ok, (await write.CommitAsync()).Status);
    }

    [Fact]
    public async Task Loans_are_taken_along()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        foreach (var part in write.Others)
            await write.StageAsync(part, isLoan: true);
        await write.PutAsync();

        Assert.Equal(HeldParts.All, (await volume.StateAsync("a.txt")).Held);
        var status = await volume.Store.GetStatusAsync(TestVolume.Cancel);
        Assert.Equal((4, 2, 4_000, 0), (status.Parts, status.PartsOnLoan, status.PartBytes, status.StagedBytes));
    }

    [Fact]
    public async Task Every_part_file_ends_with_its_entry_and_key()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a.txt").PutAsync();
        using var file = new LocalDisk(volume.Options.Directory).Open(write.FileOf(3), forWriting: false)!;

        var trailer = file.ReadTrailer()!;

        Assert.Equal(3, trailer.Part);
        Assert.Equal(write.KeyRecord, trailer.KeyRecord.ToArray());
        Assert.True(trailer.Entry.IsSignedBy(volume.Alice.Key));
        Assert.Equal(write.Content, trailer.Entry.Entry.Content);
        Assert.Equal(1_000 + trailer.ToBytes().Length, file.Length);
    }

    [Fact]
    public async Task A_copy_names_the_same_content_and_moves_no_bytes()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a.txt").PutAsync();
        var files = volume.PartFiles();
        var copy = SignedEntry.Sign(write.Entry with { Path = StorePath.Parse("b.txt"), Stamp = volume.NextStamp() }, volume.Alice.Key);

        Assert.Equal(Status.Ok, (await write.CommitAsync(copy)).Status);
        await DeleteAsync(volume, "a.txt");

        Assert.Equal(files, volume.PartFiles());
        var state = await volume.StateAsync("b.txt");
        Assert.Equal((new HeldParts(0b0110), write.KeyRecord.Length), (state.Held, state.KeyRecord.Length));
        Assert.Equal(0, volume.Sql("SELECT COUNT(*) FROM contents WHERE released_at IS NOT NULL"));
        await DeleteAsync(volume, "b.txt");
        Assert.Equal(1, volume.Sql("SELECT COUNT(*) FROM contents WHERE released_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_copy_of_a_content_whose_part_is_lost_is_not_committed_here()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a.txt").PutAsync();
        File.Delete(volume.FullPath(write.FileOf(2)));
        var copy = SignedEntry.Sign(write.Entry with { Path = StorePath.Parse("b.txt"), Stamp = volume.NextStamp() }, volume.Alice.Key);

        Assert.Equal(Status.NotStaged, (await write.CommitAsync(copy)).Status);
        Assert.Equal(Status.Ok, (await volume.Store.FinishAsync("Alice", copy, write.KeyRecord, TestVolume.Cancel)).Status);
    }

    [Fact]
    public async Task A_copy_that_says_other_things_of_the_content_is_a_conflict()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a.txt").PutAsync();
        var lie = write.Entry with { Path = StorePath.Parse("b.txt"), Stamp = volume.NextStamp(), Length = write.Entry.Length + 1 };
        Assert.Equal(Status.Conflict, (await write.CommitAsync(SignedEntry.Sign(lie, volume.Alice.Key))).Status);
    }

    [Fact]
    public async Task A_deleted_file_is_a_tombstone_and_can_be_written_again()
    {
        await using var volume = await TestVolume.MakeAsync();
        await new TestWrite(volume, "a.txt").PutAsync();
        await DeleteAsync(volume, "a.txt");

        var state = await volume.StateAsync("a.txt");
        Assert.Equal((EntryKind.Tombstone, default(HeldParts), 0), (state.Entry!.Entry.Kind, state.Held, state.KeyRecord.Length));

        var again = await new TestWrite(volume, "a.txt").PutAsync();
        Assert.Equal(again.Content, (await volume.StateAsync("a.txt")).Entry!.Entry.Content);
    }

    [Fact]
    public async Task A_closed_content_is_not_committed_but_what_a_reader_found_committed_is_taken()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a.txt");
        await write.StageOwnAsync();
        volume.Sql("INSERT INTO closed (user, content, closed_at) VALUES ('Alice', $1, 0)", write.Content.ToBytes());
        Assert.Equal(Status.Closed, (await write.CommitAsync()).Status);
        Assert.Equal(Status.Ok, (await write.FinishAsync()).Status);
    }

    [Fact]
    public async Task Whatever_the_order_of_commits_the_highest_stamp_wins()
    {
        await using var volume = await TestVolume.MakeAsync();
        var round = 0;
        await Gen.Shuffle(new[] { 0, 1, 2, 3, 4 }).SampleAsync(async order =>
        {
            var path = $"f{Interlocked.Increment(ref round)}";
            var writes = Enumerable.Range(1, 5).Select(at => new TestWrite(volume, path, 10) { Stamp = new Stamp((ulong)at, Guid.NewGuid()) }).ToList();
            foreach (var write in writes)
                await write.StageOwnAsync();
            var results = await Task.WhenAll(order.Select(at => writes[at].CommitAsync()));
            Assert.All(results, result => Assert.True(result.IsTaken));
            Assert.Equal(writes[4].Content, (await volume.StateAsync(path)).Entry!.Entry.Content);
        }, iter: 10, threads: 1);
    }

    internal static Task<CommitResult> DeleteAsync(TestVolume volume, string path) => CommitBareAsync(volume, path, EntryKind.Tombstone);

    internal static async Task<CommitResult> CommitBareAsync(TestVolume volume, string path, EntryKind kind)
    {
        var entry = new Entry
        {
            User = "Alice",
            Path = StorePath.Parse(path),
            Kind = kind,
            Stamp = volume.NextStamp(),
            WrittenAt = 1,
        };
        var result = await volume.Store.CommitAsync("Alice", SignedEntry.Sign(entry, volume.Alice.Key), default, TestVolume.Cancel);
        Assert.Equal((Status.Ok, entry.Stamp), (result.Status, result.Committed));
        return result;
    }

    private static Protocol.Accounts.SignedAccount SignedAccount(TestVolume volume, Protocol.Accounts.Account account) =>
        Protocol.Accounts.SignedAccount.Sign(account, volume.Administrator.Key);
}
