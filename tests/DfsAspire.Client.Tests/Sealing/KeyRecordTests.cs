using CsCheck;
using DfsAspire.Client.Sealing;

namespace DfsAspire.Client.Tests.Sealing;

public sealed class KeyRecordTests : IDisposable
{
    private readonly Keyring _keyring = Keyring.Create();
    private readonly ContentKeys _keys = ContentKeys.Create(SealedContent.Id);

    public void Dispose()
    {
        _keyring.Dispose();
        _keys.Dispose();
    }

    [Fact]
    public void Keys_come_back_from_their_record()
    {
        byte[] plaintext = SealedContent.Plaintext(1234);
        byte[][] parts = SealedContent.Seal(_keys, plaintext);
        using ContentKeys unwrapped = KeyRecord.Unwrap(KeyRecord.Wrap(_keys, _keyring), SealedContent.Id, _keyring);
        Assert.Equal(plaintext, SealedContent.Open(unwrapped, parts, plaintext.Length));
    }

    [Fact]
    public void A_resumed_content_comes_back_with_its_runs()
    {
        _keys.StartRun([3, 2, 2, 5]);
        using ContentKeys unwrapped = KeyRecord.Unwrap(KeyRecord.Wrap(_keys, _keyring), SealedContent.Id, _keyring);
        Assert.Equal(_keys.Runs.Select(run => run.Id), unwrapped.Runs.Select(run => run.Id));
        Assert.Equal(_keys.Runs.Select(run => run.FirstSegments), unwrapped.Runs.Select(run => run.FirstSegments));
    }

    [Fact]
    public void Another_master_key_keeps_contents_readable_and_locks_the_old_one_out()
    {
        byte[] plaintext = SealedContent.Plaintext(77);
        byte[][] parts = SealedContent.Seal(_keys, plaintext);
        using Keyring next = Keyring.Create();
        byte[] record = KeyRecord.Rewrap(KeyRecord.Wrap(_keys, _keyring), SealedContent.Id, _keyring, next);

        using ContentKeys unwrapped = KeyRecord.Unwrap(record, SealedContent.Id, next);
        Assert.Equal(plaintext, SealedContent.Open(unwrapped, parts, plaintext.Length));
        Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(record, SealedContent.Id, _keyring));
    }

    [Fact]
    public void A_record_of_another_epoch_names_both_epochs()
    {
        using Keyring next = new(2, [.. _keyring.MasterKey], System.Security.Cryptography.ECDsa.Create());
        byte[] record = KeyRecord.Wrap(_keys, next);
        Assert.Equal(2, KeyRecord.EpochOf(record));
        string message = Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(record, SealedContent.Id, _keyring)).Message;
        Assert.Contains("master key 2", message);
        Assert.Contains("holds 1", message);
    }

    [Fact]
    public void A_record_of_another_content_is_refused() =>
        Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(KeyRecord.Wrap(_keys, _keyring), SealedContent.OtherId, _keyring));

    [Fact]
    public void A_changed_bit_anywhere_is_refused()
    {
        _keys.StartRun([1, 2, 3, 4]);
        byte[] record = KeyRecord.Wrap(_keys, _keyring);
        for (int bit = 0; bit < record.Length * 8; bit++)
        {
            record[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(record, SealedContent.Id, _keyring));
            record[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void A_cut_record_is_refused()
    {
        byte[] record = KeyRecord.Wrap(_keys, _keyring);
        for (int length = 0; length < record.Length; length++)
            Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(record.AsMemory(..length), SealedContent.Id, _keyring));
    }

    [Fact]
    public void Garbage_is_refused() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        // Past the header, so that the fields are met as well.
        Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(bytes, SealedContent.Id, _keyring));
        Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap((byte[])[0x95, 0x01, .. bytes], SealedContent.Id, _keyring));
    });

    [Fact]
    public void Runs_that_do_not_cover_a_lane_from_its_start_are_refused()
    {
        using ContentKeys headless = new(SealedContent.Id, _keys.DataKey, [new KeyRun(new byte[16], [0, 0, 1, 0])]);
        byte[] record = KeyRecord.Wrap(headless, _keyring);
        Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(record, SealedContent.Id, _keyring));
    }

    [Fact]
    public void A_length_of_four_gigabytes_is_refused() =>
        Assert.Throws<SealBrokenException>(() => KeyRecord.EpochOf((byte[])[0x95, 1, 1, 0xc6, 0xff, 0xff, 0xff, 0xff, .. new byte[100]]));

    [Fact]
    public void A_record_longer_than_four_kibibytes_is_refused_though_it_is_well_formed()
    {
        byte[] record = KeyRecord.Wrap(_keys, _keyring);
        int padding = KeyRecord.MaxLength - record.Length - 3;
        KeyRecord.Unwrap(WithFieldOf(padding), SealedContent.Id, _keyring).Dispose();
        Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(WithFieldOf(padding + 1), SealedContent.Id, _keyring));

        byte[] WithFieldOf(int length) => [0x96, .. record[1..], 0xc5, (byte)(length >> 8), (byte)length, .. new byte[length]];
    }

    [Fact]
    public void A_record_with_more_than_sixty_four_runs_is_refused()
    {
        IEnumerable<KeyRun> runs = Enumerable.Range(0, ContentKeys.MaxRuns + 1).Select(_ => new KeyRun(new byte[16], [0, 0, 0, 0]));
        using ContentKeys tooMany = new(SealedContent.Id, _keys.DataKey, runs);
        byte[] record = KeyRecord.Wrap(tooMany, _keyring);
        Assert.InRange(record.Length, 1, KeyRecord.MaxLength);
        Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap(record, SealedContent.Id, _keyring));
    }

    [Fact]
    public void The_longest_record_fits()
    {
        using ContentKeys keys = ContentKeys.Create(SealedContent.Id);
        for (int run = 1; run < ContentKeys.MaxRuns; run++)
            keys.StartRun([KeyRun.MaxSegments, KeyRun.MaxSegments, KeyRun.MaxSegments, KeyRun.MaxSegments]);
        byte[] record = KeyRecord.Wrap(keys, _keyring);
        Assert.InRange(record.Length, 1, KeyRecord.MaxLength);
        using ContentKeys unwrapped = KeyRecord.Unwrap(record, SealedContent.Id, _keyring);
        Assert.Equal(ContentKeys.MaxRuns, unwrapped.Runs.Count);
    }

    [Fact]
    public void Fields_of_a_later_version_are_stepped_over_and_stray_bytes_refused()
    {
        byte[] record = KeyRecord.Wrap(_keys, _keyring);
        Assert.Equal(0x95, record[0]);
        byte[] longer = [0x97, .. record[1..], 0x93, 1, 2, 3, 0xc0];
        KeyRecord.Unwrap(longer, SealedContent.Id, _keyring).Dispose();
        Assert.Throws<SealBrokenException>(() => KeyRecord.Unwrap((byte[])[.. record, 0], SealedContent.Id, _keyring));
    }
}
