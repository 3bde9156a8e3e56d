using System.Security.Cryptography;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>What a node does with key records while their user replaces the master key.</summary>
public sealed class KeyRecordTests
{
    [Fact]
    public async Task Once_the_new_key_is_in_use_clients_bring_nothing_under_the_old_one()
    {
        await using var volume = await TestVolume.MakeAsync();
        var before = await new TestWrite(volume, "before") { KeyRecord = Record(1) }.PutAsync();
        var (commit, finish) = (new TestWrite(volume, "commit") { KeyRecord = Record(1) }, new TestWrite(volume, "finish") { KeyRecord = Record(1) });
        await commit.StageOwnAsync();
        await commit.PlaceStampAsync();
        await UseAsync(volume, 2);

        var refused = await commit.CommitAsync();
        Assert.Equal(Status.OldMasterKey, refused.Status);
        Assert.Contains("master key 1, and 'Alice' has master key 2 now", refused.Text!, StringComparison.Ordinal);
        Assert.Equal(Status.OldMasterKey, (await finish.FinishAsync()).Status);
        Assert.Null((await volume.StateAsync("commit")).Entry);
        // Nothing was lost by that, and what is here already is taken as ever.
        Assert.Equal(Status.Ok, (await before.CommitAsync()).Status);
        Assert.Equal(Status.Ok, (await volume.Store.CommitAsync("Alice", commit.Signed, Record(2), TestVolume.Cancel)).Status);
        Assert.Equal(commit.Parts[commit.Own[0] - 1], await commit.ReadAsync(commit.Own[0]));
        await volume.ReopenAsync();
        Assert.Equal(Status.OldMasterKey, (await new TestWrite(volume, "later") { KeyRecord = Record(1) }.FinishAsync()).Status);
    }

    [Fact]
    public async Task A_key_that_its_user_has_not_made_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = new TestWrite(volume, "a") { KeyRecord = Record(127) };
        await write.StageOwnAsync();
        await write.PlaceStampAsync();
        var refused = await write.CommitAsync();
        Assert.Equal(Status.Conflict, refused.Status);
        Assert.Contains("master key 127, which 'Alice' has not made", refused.Text!, StringComparison.Ordinal);
        Assert.Equal(Status.Conflict, (await write.FinishAsync()).Status);
        Assert.Null((await volume.StateAsync("a")).Entry);
    }

    [Fact]
    public async Task What_is_copied_from_another_node_is_taken_under_the_old_key_and_told()
    {
        await using var volume = await TestVolume.MakeAsync();
        await UseAsync(volume, 2);
        var before = await ListAsync(volume, 2);
        var (old, young) = (new TestWrite(volume, "old") { KeyRecord = Record(1) }, new TestWrite(volume, "new") { KeyRecord = Record(2) });

        Assert.Equal(Status.Ok, (await volume.Store.AdoptAsync(new Change(1, young.Signed, young.KeyRecord), TestVolume.Cancel)).Status);
        var between = await ListAsync(volume, 2);
        Assert.Equal(Status.Ok, (await volume.Store.AdoptAsync(new Change(2, old.Signed, old.KeyRecord), TestVolume.Cancel)).Status);
        var after = await ListAsync(volume, 2);

        Assert.Equal((2, 0, before.Taken), (between.MasterKey, between.Records.Count, between.Taken));
        Assert.Equal(old.Content, Assert.Single(after.Records).Content);
        Assert.NotEqual(before.Taken, after.Taken);
        volume.Time.Advance(TimeSpan.FromSeconds(1));
        await volume.ReopenAsync();
        Assert.NotEqual(after.Taken, (await ListAsync(volume, 2)).Taken);
    }

    [Fact]
    public async Task A_record_is_replaced_in_the_catalog_and_behind_the_parts()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "docs/a") { KeyRecord = Record(1) }.PutAsync();
        var other = await new TestWrite(volume, "docs/b") { KeyRecord = Record(1) }.PutAsync();
        await UseAsync(volume, 2);
        var record = Record(2);

        await PutAsync(volume, new ContentKeyRecord(write.Content, record), new ContentKeyRecord(ContentId.New(), Record(2)));

        Assert.Equal(record, (await volume.StateAsync("docs/a")).KeyRecord.ToArray());
        Assert.Equal(other.KeyRecord, (await volume.StateAsync("docs/b")).KeyRecord.ToArray());
        foreach (var part in write.Own)
        {
            Assert.Equal(record, Trailer(volume, write, part).KeyRecord.ToArray());
            Assert.Equal(Status.Ok, (await volume.Store.CheckPartAsync("Alice", write.Content, part, TestVolume.Cancel)).Status);
            Assert.Equal(write.Parts[part - 1], await write.ReadAsync(part));
            Assert.Equal(other.KeyRecord, Trailer(volume, other, part).KeyRecord.ToArray());
        }

        Assert.Equal(other.Content, Assert.Single((await ListAsync(volume, 2)).Records).Content);
        Assert.True(await volume.Store.CheckCatalogAsync(TestVolume.Cancel));
        // An older one, or another of the same number, comes too late.
        await PutAsync(volume, new ContentKeyRecord(write.Content, Record(1)), new ContentKeyRecord(write.Content, Record(2)));
        Assert.Equal(record, (await volume.StateAsync("docs/a")).KeyRecord.ToArray());
        await volume.CrashAsync();
        Assert.Equal(record, (await volume.StateAsync("docs/a")).KeyRecord.ToArray());
    }

    [Fact]
    public async Task A_record_that_does_not_go_with_the_one_here_is_refused()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a") { KeyRecord = Record(1) }.PutAsync();
        await UseAsync(volume, 2);
        byte[][] wrong = [[.. Record(2), 0], Record(2)[..^1], Record(3)];
        foreach (var record in wrong)
            Assert.Equal(Status.Conflict, (await Assert.ThrowsAsync<StoreException>(() => PutAsync(volume, new ContentKeyRecord(write.Content, record)))).Status);
        Assert.Equal(write.KeyRecord, (await volume.StateAsync("a")).KeyRecord.ToArray());
        foreach (var part in write.Own)
            Assert.Equal(write.KeyRecord, Trailer(volume, write, part).KeyRecord.ToArray());
    }

    [Fact]
    public async Task A_torn_trailer_is_written_anew_as_long_as_the_catalog_has_the_old_record()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a") { KeyRecord = Record(1) }.PutAsync();
        await UseAsync(volume, 2);
        await using (var file = File.Open(volume.FullPath(write.FileOf(write.Own[0])), FileMode.Open))
        {
            file.Position = write.Parts[write.Own[0] - 1].Length + 200;
            await file.WriteAsync(new byte[50], TestVolume.Cancel);
        }

        Assert.Single((await ListAsync(volume, 2)).Records);
        var record = Record(2);
        await PutAsync(volume, new ContentKeyRecord(write.Content, record));
        Assert.Equal(record, Trailer(volume, write, write.Own[0]).KeyRecord.ToArray());
        Assert.Equal(Status.Ok, (await volume.Store.CheckPartAsync("Alice", write.Content, write.Own[0], TestVolume.Cancel)).Status);
    }

    [Fact]
    public async Task A_trailer_that_the_disk_does_not_give_back_is_given_up_with_its_part()
    {
        await using var volume = await TestVolume.MakeAsync();
        var disk = await volume.OpenWithFaultsAsync();
        var write = await new TestWrite(volume, "a") { KeyRecord = Record(1) }.PutAsync();
        await UseAsync(volume, 2);
        var (bad, length) = (write.FileOf(write.Own[0]), write.Parts[write.Own[0] - 1].Length);
        disk.Reading = (name, position, _) =>
        {
            if (name == bad && position >= length)
                throw new IOException("Input/output error");
        };
        var record = Record(2);

        var failed = await Assert.ThrowsAsync<StoreException>(() => PutAsync(volume, new ContentKeyRecord(write.Content, record)));
        Assert.Equal(Status.VolumeFailing, failed.Status);
        // Whoever rotates asks again.
        await PutAsync(volume, new ContentKeyRecord(write.Content, record));

        Assert.Equal(record, (await volume.StateAsync("a")).KeyRecord.ToArray());
        Assert.Equal(record, Trailer(volume, write, write.Own[1]).KeyRecord.ToArray());
        Assert.Equal(1, (await volume.Store.GetStatusAsync(TestVolume.Cancel)).PartsMissing);
    }

    [Fact]
    public async Task A_record_is_replaced_behind_a_damaged_part_as_well_which_may_be_read_again_one_day()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a") { KeyRecord = Record(1) }.PutAsync();
        await UseAsync(volume, 2);
        Flip(volume, write, at: 5);
        Assert.Equal(Status.PartDamaged, (await volume.Store.CheckPartAsync("Alice", write.Content, write.Own[0], TestVolume.Cancel)).Status);
        var record = Record(2);

        await PutAsync(volume, new ContentKeyRecord(write.Content, record));
        Flip(volume, write, at: 5);

        Assert.Equal(Status.Ok, (await volume.Store.CheckPartAsync("Alice", write.Content, write.Own[0], TestVolume.Cancel)).Status);
        Assert.Equal(record, Trailer(volume, write, write.Own[0]).KeyRecord.ToArray());
    }

    [Fact]
    public async Task Two_nodes_outvote_a_record_that_one_brought_unless_it_has_been_replaced_since()
    {
        await using var volume = await TestVolume.MakeAsync();
        var write = await new TestWrite(volume, "a") { KeyRecord = Record(1) }.PutAsync();
        byte[] agreed = [.. Record(1), 0], late = Record(1);

        await volume.Store.OutvoteKeyRecordAsync("Alice", write.KeyRecord, new ContentKeyRecord(write.Content, agreed), TestVolume.Cancel);
        await volume.Store.OutvoteKeyRecordAsync("Alice", write.KeyRecord, new ContentKeyRecord(write.Content, late), TestVolume.Cancel);

        Assert.Equal(agreed, (await volume.StateAsync("a")).KeyRecord.ToArray());
        foreach (var part in write.Own)
        {
            Assert.Equal(agreed, Trailer(volume, write, part).KeyRecord.ToArray());
            Assert.Equal(write.Parts[part - 1], await write.ReadAsync(part));
        }
    }

    [Fact]
    public async Task Records_come_in_pages_in_the_order_of_their_contents()
    {
        await using var volume = await TestVolume.MakeAsync();
        var all = new List<ContentId>();
        for (var number = 0; number < ContentKeyRecord.MostRecords + 7; number++)
        {
            var write = new TestWrite(volume, $"file {number}", partBytes: 1) { KeyRecord = Record(1) };
            await write.FinishAsync();
            all.Add(write.Content);
        }

        var later = new TestWrite(volume, "new", partBytes: 1) { KeyRecord = Record(2) };
        await volume.Store.AdoptAsync(new Change(1, later.Signed, later.KeyRecord), TestVolume.Cancel);
        var first = await ListAsync(volume, 2);
        var second = await volume.Store.ListKeyRecordsAsync("Alice", first.Last, 2, TestVolume.Cancel);
        Assert.Equal((ContentKeyRecord.MostRecords, 7, true), (first.Records.Count, second.Records.Count, second.Last.IsNone));
        Assert.Equal(all.Select(content => content.ToString()).Order(StringComparer.Ordinal), first.Records.Concat(second.Records).Select(record => record.Content.ToString()));
        var start = await ListAsync(volume, 3);
        Assert.Equal(all.Count + 1, start.Records.Count + (await volume.Store.ListKeyRecordsAsync("Alice", start.Last, 3, TestVolume.Cancel)).Records.Count);
        Assert.Empty((await volume.Store.ListKeyRecordsAsync("Bob", default, 2, TestVolume.Cancel)).Records);
    }

    [Fact]
    public async Task Credentials_take_the_place_only_of_those_that_they_were_made_from()
    {
        await using var volume = await TestVolume.MakeAsync();
        var first = volume.Alice.WithPassword("first", 5);
        Assert.Equal(Status.Ok, await PutAsync(volume, first, default(CredentialsBase)));
        var next = volume.Alice.WithPassword("next", 6, 1, 2);
        Assert.Equal(Status.Ok, await PutAsync(volume, next, CredentialsBase.Of(first)));
        Assert.Equal(Status.Ok, await PutAsync(volume, next, CredentialsBase.Of(first)));

        // Later by the clock, and made by somebody who has not heard of the next key.
        var late = volume.Alice.WithPassword("late", 99);
        Assert.Equal(Status.Superseded, await PutAsync(volume, late, CredentialsBase.Of(first)));
        Assert.Equal(Status.Superseded, await PutAsync(volume, late, null));
        Assert.Equal(Status.Superseded, await PutAsync(volume, volume.Alice.WithPassword("another", 99, 1, 2), CredentialsBase.Of(volume.Alice.WithPassword("x", 6, 1, 2))));
        // Nor does another node bring it.
        await volume.Store.PutAccountAsync(volume.Alice.SignedBy(volume.Administrator), late, TestVolume.Cancel);
        Assert.Equal(next.Encoded, volume.Store.FindAccount("Alice")!.Credentials!.Encoded);

        // A node that has missed some takes what was made from newer ones than its own.
        var missed = volume.Alice.WithPassword("missed", 7, 2);
        var newest = volume.Alice.WithPassword("newest", 8, 2);
        Assert.Equal(Status.Ok, await PutAsync(volume, newest, CredentialsBase.Of(missed)));
        Assert.Equal(Status.Superseded, await PutAsync(volume, missed, CredentialsBase.Of(next)));
    }

    private static async Task<Status> PutAsync(TestVolume volume, SignedCredentials credentials, CredentialsBase? basis) =>
        (await volume.Store.PutCredentialsAsync(credentials, basis, TestVolume.Cancel)).Status;

    private static void Flip(TestVolume volume, TestWrite write, int at)
    {
        using var file = File.Open(volume.FullPath(write.FileOf(write.Own[0])), FileMode.Open);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)~value);
    }

    private static Task PutAsync(TestVolume volume, params ContentKeyRecord[] records) => volume.Store.PutKeyRecordsAsync("Alice", records, TestVolume.Cancel);

    private static Task<KeyRecordPage> ListAsync(TestVolume volume, long below) => volume.Store.ListKeyRecordsAsync("Alice", default, below, TestVolume.Cancel);

    private static async Task UseAsync(TestVolume volume, long masterKey) =>
        Assert.Equal(Status.Ok, await PutAsync(volume, volume.Alice.WithPassword("x", (ulong)masterKey, masterKey), CredentialsBase.Of(volume.Store.FindAccount("Alice")!.Credentials)));

    // As clients write them, as far as nodes read them: an array, its format, the number, and the rest.
    private static byte[] Record(byte masterKey) => [0x93, 1, masterKey, 0xc4, 80, .. RandomNumberGenerator.GetBytes(80)];

    private static PartTrailer Trailer(TestVolume volume, TestWrite write, int part)
    {
        var bytes = File.ReadAllBytes(volume.FullPath(write.FileOf(part)));
        return PartTrailer.Parse(bytes.AsMemory(write.Parts[part - 1].Length))!;
    }
}
