using System.Security.Cryptography;
using CsCheck;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Tests.Messages;

namespace DfsAspire.Protocol.Tests.Entries;

public sealed class EntryTests
{
    [Fact]
    public void An_entry_comes_back_whole_and_signed()
    {
        var signed = SignedEntry.Sign(Samples.FileEntry, Samples.Key);
        var read = SignedEntry.Parse(signed.Encoded, signed.Signature);
        Assert.True(read.IsSignedBy(Samples.Key));
        Assert.Equal(Samples.FileEntry with { Parts = [] }, read.Entry with { Parts = [] });
        Assert.Equal(Samples.FileEntry.Parts, read.Entry.Parts);
    }

    [Fact]
    public void No_changed_bit_of_an_entry_stays_unseen()
    {
        var signed = SignedEntry.Sign(Samples.FileEntry, Samples.Key);
        for (var bit = 0; bit < signed.Encoded.Length * 8; bit++)
        {
            var changed = signed.Encoded.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(IsGenuine(changed, signed.Signature));
        }
    }

    [Fact]
    public void Another_users_signature_does_not_do()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(SignedEntry.Sign(Samples.FileEntry, other).IsSignedBy(Samples.Key));
    }

    [Fact]
    public void A_signature_of_an_account_cannot_stand_under_an_entry()
    {
        var account = SignedAccount.Sign(Samples.Account, Samples.Key);
        Assert.True(account.IsSignedBy(Samples.Key));
        var entry = SignedEntry.Sign(Samples.FileEntry, Samples.Key);
        Assert.False(SignedEntry.Parse(entry.Encoded, account.Signature).IsSignedBy(Samples.Key));
    }

    [Fact]
    public void An_account_comes_back_whole()
    {
        var signed = SignedAccount.Sign(Samples.Account, Samples.Key);
        var read = SignedAccount.Parse(signed.Encoded, signed.Signature).Account;
        Assert.Equal("alice", read.User);
        Assert.Equal(7ul, read.Epoch);
        Assert.Equal(AccountState.Disabled, read.State);
        Assert.Equal(new Quota(1_000_000, null), read.Quota);
        Assert.Equal(4, read.Access!.Verifiers.Count);
        Assert.Equal(Samples.Access.Derivation, read.Access.Derivation);
    }

    [Fact]
    public void Credentials_come_back_whole()
    {
        var signed = SignedCredentials.Sign(Samples.Credentials, Samples.Key);
        Assert.True(signed.IsSignedBy(Samples.Key));
        var read = SignedCredentials.Parse(signed.Encoded, signed.Signature).Credentials;
        Assert.Equal(("alice", 8ul, 2L), (read.User, read.Epoch, read.MasterKey));
        Assert.Equal(Samples.Access.Keyring.ToArray(), read.Password.Keyring.ToArray());
        Assert.Equal(4, read.Find(AccessKind.Recovery)!.Verifiers.Count);
        Assert.False(SignedAccount.Parse(SignedAccount.Sign(Samples.Account, Samples.Key).Encoded, signed.Signature).IsSignedBy(Samples.Key));
    }

    [Theory]
    [InlineData(true, AccountState.Enabled)]
    [InlineData(false, AccountState.Disabled)]
    public void An_account_of_the_first_format_is_read(bool isEnabled, AccountState state)
    {
        // As the first releases wrote it: [1, user, role, epoch, enabled, public key, keyring, rounds, salt, (salt, iterations, key, key) × 4].
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MessagePack.MessagePackWriter(output);
        writer.WriteArrayHeader(25);
        writer.Write(1);
        writer.Write("alice");
        writer.Write(1);
        writer.Write(3);
        writer.Write(isEnabled);
        writer.Write(Samples.Key.ExportSubjectPublicKeyInfo());
        writer.Write(new byte[] { 1, 2, 3 });
        writer.Write(600_000);
        writer.Write(new byte[16]);
        for (byte node = 1; node <= 4; node++)
        {
            writer.Write(new byte[16]);
            writer.Write(4096);
            writer.Write(Enumerable.Repeat(node, 32).ToArray());
            writer.Write(new byte[32]);
        }

        writer.Flush();
        var read = SignedAccount.Parse(output.WrittenMemory, new byte[64]).Account;
        Assert.Equal(("alice", AccountRole.User, 3ul, state, Quota.None), (read.User, read.Role, read.Epoch, read.State, read.Quota));
        Assert.Equal(4, read.Access!.Verifiers[3].StoredKey.Span[0]);
    }

    [Fact]
    public void Stamps_are_in_one_order_and_a_new_one_is_above_all_it_was_told_of() =>
        (from counter in Gen.ULong[0, ulong.MaxValue - 1]
         from ticks in Gen.Long[0, DateTimeOffset.MaxValue.Ticks]
         select (counter, ticks))
        .Sample(x =>
        {
            var highest = new Stamp(x.counter, Guid.NewGuid());
            var clock = new DateTimeOffset(x.ticks, TimeSpan.Zero);
            var next = Stamp.Above(highest, clock, Guid.NewGuid());
            Assert.True(next > highest);
            Assert.True(next.Counter >= (ulong)Math.Max(0, (clock - DateTimeOffset.UnixEpoch).Ticks / 10));
            Assert.Equal(next, Stamp.Max(highest, next));
        });

    [Fact]
    public void Nothing_lies_between_a_stamp_and_the_next()
    {
        var id = Guid.Parse("00000000-0000-0000-0000-0000000000ff");
        Assert.Equal(new Stamp(5, Guid.Parse("00000000-0000-0000-0000-000000000100")), new Stamp(5, id).Next());
        Assert.Equal(new Stamp(6, Guid.Empty), new Stamp(5, Guid.AllBitsSet).Next());
        Assert.Throws<OverflowException>(() => new Stamp(ulong.MaxValue, Guid.AllBitsSet).Next());
        Gen.Select(Gen.ULong[0, ulong.MaxValue - 1], Gen.Guid, (counter, writer) => new Stamp(counter, writer)).Sample(stamp => stamp < stamp.Next());
    }

    [Fact]
    public void Two_writers_with_one_counter_are_told_apart_by_their_ids()
    {
        var low = new Stamp(5, Guid.Parse("00000000-0000-0000-0000-0000000000ff"));
        var high = new Stamp(5, Guid.Parse("01000000-0000-0000-0000-000000000000"));
        Assert.True(low < high);
        Assert.True(high < new Stamp(6, Guid.Empty));
    }

    private static bool IsGenuine(byte[] encoded, ReadOnlyMemory<byte> signature)
    {
        try
        {
            return SignedEntry.Parse(encoded, signature).IsSignedBy(Samples.Key);
        }
        catch (MalformedMessageException)
        {
            return false;
        }
    }
}
