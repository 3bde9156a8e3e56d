using System.Security.Cryptography;
using DfsAspire.Client.Sealing;

namespace DfsAspire.Client.Tests.Sealing;

public sealed class KeyringTests : IDisposable
{
    private readonly Keyring _keyring = Keyring.Create();
    private readonly PasswordKeys _password = new([.. Enumerable.Repeat((byte)1, 32)]);
    private readonly PasswordKeys _otherPassword = new([.. Enumerable.Repeat((byte)2, 32)]);

    public void Dispose()
    {
        _keyring.Dispose();
        _password.Dispose();
        _otherPassword.Dispose();
    }

    [Fact]
    public void A_keyring_comes_back_from_its_record()
    {
        byte[] record = _keyring.Wrap("alice", _password);
        Assert.InRange(record.Length, 1, 1024);
        using Keyring unwrapped = Keyring.Unwrap(record, "alice", _keyring.PublicKey.Span, _password);
        Assert.Equal(_keyring.Epoch, unwrapped.Epoch);
        Assert.Equal(_keyring.MasterKey, unwrapped.MasterKey);
        Assert.Equal(_keyring.PublicKey.ToArray(), unwrapped.PublicKey.ToArray());
    }

    [Fact]
    public void A_new_password_wraps_the_same_keys()
    {
        byte[] record = _keyring.Wrap("alice", _password);
        using Keyring before = Keyring.Unwrap(record, "alice", _keyring.PublicKey.Span, _password);
        byte[] changed = before.Wrap("alice", _otherPassword);
        using Keyring after = Keyring.Unwrap(changed, "alice", _keyring.PublicKey.Span, _otherPassword);
        Assert.Equal(_keyring.MasterKey, after.MasterKey);
        Assert.Throws<SealBrokenException>(() => Keyring.Unwrap(changed, "alice", _keyring.PublicKey.Span, _password));
    }

    [Fact]
    public void The_keys_that_hide_stay_through_passwords_and_master_keys()
    {
        using Keyring keyring = Keyring.Create(HiddenFromNodes.Names | HiddenFromNodes.Lengths);
        using var lengths = keyring.CreateLengthCipher();
        var content = DfsAspire.Protocol.Entries.ContentId.New();
        var hiddenLength = lengths.Hide(content, 5);
        var path = DfsAspire.Protocol.Names.StorePath.Parse("docs/report");
        var hidden = Hide(keyring);
        Assert.Throws<InvalidOperationException>(_keyring.CreateNameCipher);
        using Keyring beside = Again(keyring.WithNext());
        using Keyring inUse = Again(beside.UsingNext());
        using Keyring alone = Again(inUse.WithoutOthers());
        using Keyring copy = alone.Copy();
        Assert.All((Keyring[])[beside, inUse, alone, copy], later => Assert.Equal(hidden, Hide(later)));
        Assert.All((Keyring[])[beside, inUse, alone, copy], later => Assert.True(Reads(later)));
        Assert.Equal((2L, 2L, false), (alone.Epoch, alone.Newest, alone.HasOlder));

        string Hide(Keyring with)
        {
            using var cipher = with.CreateNameCipher();
            return cipher.Hide(path).Value;
        }

        bool Reads(Keyring with)
        {
            using var cipher = with.CreateLengthCipher();
            return cipher.TryReveal(content, hiddenLength, out var length) && length == 5;
        }
    }

    [Fact]
    public void A_keyring_changes_its_master_key_in_three_steps_and_each_comes_back()
    {
        using Keyring beside = Again(_keyring.WithNext());
        using Keyring inUse = Again(beside.UsingNext());
        using Keyring alone = Again(inUse.WithoutOthers());

        Assert.Equal((1L, 2L, true, false), (beside.Epoch, beside.Newest, beside.HasNext, beside.HasOlder));
        Assert.Equal((2L, 2L, false, true), (inUse.Epoch, inUse.Newest, inUse.HasNext, inUse.HasOlder));
        Assert.Equal((2L, 2L, false, false), (alone.Epoch, alone.Newest, alone.HasNext, alone.HasOlder));
        Assert.Equal(_keyring.MasterKey, beside.MasterKey);
        Assert.Equal(_keyring.MasterKey.ToArray(), inUse.Find(1));
        Assert.Equal(beside.Find(2), inUse.MasterKey.ToArray());
        Assert.NotEqual(inUse.MasterKey.ToArray(), inUse.Find(1));
        Assert.Equal(inUse.MasterKey, alone.MasterKey);
        Assert.Null(alone.Find(1));
        Assert.Equal(_keyring.PublicKey.ToArray(), alone.PublicKey.ToArray());
    }

    [Fact]
    public void Programs_that_know_one_master_key_only_do_not_open_a_keyring_with_two()
    {
        using Keyring beside = _keyring.WithNext();
        byte[] record = beside.Wrap("alice", _password);
        Assert.Equal((1, 2), (_keyring.Wrap("alice", _password)[1], record[1]));
        // A node cannot pass it off as one of the first format either.
        record[1] = 1;
        Assert.Throws<SealBrokenException>(() => Keyring.Unwrap(record, "alice", _keyring.PublicKey.Span, _password));
    }

    private Keyring Again(Keyring keyring)
    {
        using (keyring)
            return Keyring.Unwrap(keyring.Wrap("alice", _password), "alice", keyring.PublicKey.Span, _password);
    }

    [Fact]
    public void A_wrong_password_another_user_or_another_public_key_is_refused()
    {
        byte[] record = _keyring.Wrap("alice", _password);
        using Keyring other = Keyring.Create();
        Assert.Throws<SealBrokenException>(() => Keyring.Unwrap(record, "alice", _keyring.PublicKey.Span, _otherPassword));
        Assert.Throws<SealBrokenException>(() => Keyring.Unwrap(record, "alic", _keyring.PublicKey.Span, _password));
        Assert.Throws<SealBrokenException>(() => Keyring.Unwrap(record, "alice", other.PublicKey.Span, _password));
        Assert.Throws<ArgumentException>(() => Keyring.Unwrap(record, "no such/user", _keyring.PublicKey.Span, _password));
    }

    [Fact]
    public void A_changed_or_cut_record_is_refused()
    {
        byte[] record = _keyring.Wrap("alice", _password);
        for (int offset = 0; offset < record.Length; offset++)
        {
            Assert.Throws<SealBrokenException>(() => Keyring.Unwrap(record.AsMemory(..offset), "alice", _keyring.PublicKey.Span, _password));
            record[offset] ^= 0x10;
            Assert.Throws<SealBrokenException>(() => Keyring.Unwrap(record, "alice", _keyring.PublicKey.Span, _password));
            record[offset] ^= 0x10;
        }
    }

    [Fact]
    public void A_record_longer_than_a_kibibyte_is_refused_though_it_is_well_formed()
    {
        byte[] record = _keyring.Wrap("alice", _password);
        int padding = 1024 - record.Length - 3;
        Keyring.Unwrap(WithFieldOf(padding), "alice", _keyring.PublicKey.Span, _password).Dispose();
        Assert.Throws<SealBrokenException>(() => Keyring.Unwrap(WithFieldOf(padding + 1), "alice", _keyring.PublicKey.Span, _password));

        byte[] WithFieldOf(int length) => [0x94, .. record[1..], 0xc5, (byte)(length >> 8), (byte)length, .. new byte[length]];
    }

    [Fact]
    public void A_signature_verifies_with_the_public_key_alone()
    {
        byte[] signature = _keyring.Sign("an entry"u8);
        Assert.Equal(64, signature.Length);
        using ECDsa verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(_keyring.PublicKey.Span, out _);
        Assert.True(verifier.VerifyData("an entry"u8, signature, HashAlgorithmName.SHA256));
        Assert.False(verifier.VerifyData("another"u8, signature, HashAlgorithmName.SHA256));
    }

    [Fact]
    public void A_disposed_keyring_is_cleared_and_refuses_to_work()
    {
        Keyring keyring = Keyring.Create();
        ReadOnlySpan<byte> masterKey = keyring.MasterKey;
        keyring.Dispose();
        Assert.False(masterKey.ContainsAnyExcept((byte)0));
        Assert.Throws<ObjectDisposedException>(() => keyring.Sign([]));
        Assert.Throws<ObjectDisposedException>(() => keyring.Wrap("alice", _password));
    }
}
