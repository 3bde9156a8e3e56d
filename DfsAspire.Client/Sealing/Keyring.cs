using System.Security.Cryptography;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// The keys of a user that outlive every password: the random master key, which wraps the data keys of all contents, and
/// the ECDSA P-256 key that signs the user's entries. A new password wraps the same keyring anew and touches no file.
/// A user who hides names or lengths from nodes has keys for these as well, which stay the same: every path is found by them.
/// While the master key is being replaced the keyring holds two: first the one in use and the next, then the one in use and the one before.
/// </summary>
public sealed class Keyring : IDisposable
{
    private readonly Lock _signing = new();
    private readonly byte[] _masterKey;
    private readonly IReadOnlyList<MasterKey> _others;
    private readonly ECDsa _signingKey;
    private readonly HidingKeys _hiding;
    private bool _disposed;

    internal Keyring(long epoch, byte[] masterKey, ECDsa signingKey) : this(epoch, masterKey, [], signingKey, HidingKeys.None)
    {
    }

    internal Keyring(long epoch, byte[] masterKey, IReadOnlyList<MasterKey> others, ECDsa signingKey, HidingKeys hiding)
    {
        Epoch = epoch;
        _masterKey = masterKey;
        _others = others;
        _signingKey = signingKey;
        _hiding = hiding;
        PublicKey = signingKey.ExportSubjectPublicKeyInfo();
    }

    /// <summary>The number of the master key in use; key records name it. The first is 1.</summary>
    public long Epoch { get; }

    /// <summary>The key that verifies the user's signatures, as X.509 SubjectPublicKeyInfo (RFC 5280).</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    internal ReadOnlySpan<byte> MasterKey
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _masterKey;
        }
    }

    /// <summary>The highest number on it.</summary>
    internal long Newest => _others.Select(other => other.Number).Append(Epoch).Max();

    /// <summary>True when it also holds the master key that comes next.</summary>
    internal bool HasNext => Newest > Epoch;

    /// <summary>True when it also holds a master key that was in use before.</summary>
    internal bool HasOlder => _others.Any(other => other.Number < Epoch);

    /// <summary>True when the user's names are encrypted.</summary>
    internal bool HasNameKey => _hiding.Names is not null;

    /// <summary>True when the user's files are filled up, and their lengths encrypted.</summary>
    internal bool HasLengthKey => _hiding.Lengths is not null;

    /// <summary>A keyring for a new user: fresh random keys, epoch 1.</summary>
    /// <param name="hidden">What nodes do not get to see. Once made, this stays.</param>
    public static Keyring Create(HiddenFromNodes hidden = HiddenFromNodes.Nothing) => new(
        1, RandomNumberGenerator.GetBytes(ContentKeys.KeyLength), [], ECDsa.Create(ECCurve.NamedCurves.nistP256), HidingKeys.Create(hidden));

    /// <summary>Signs with ECDSA P-256 and SHA-256. Safe for concurrent use.</summary>
    /// <returns>The signature of 64 bytes: r and s, each 32 bytes big-endian (IEEE P1363).</returns>
    /// <exception cref="ObjectDisposedException">The keyring was disposed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        lock (_signing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _signingKey.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <summary>Wraps the keyring under the user's password, for the account.</summary>
    /// <exception cref="ArgumentException">The user name breaks the rule for user names.</exception>
    /// <exception cref="ObjectDisposedException">The keyring or the keys were disposed.</exception>
    public byte[] Wrap(string user, PasswordKeys keys)
    {
        lock (_signing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            byte[] privateKey = _signingKey.ExportPkcs8PrivateKey();
            try
            {
                return KeyringRecord.Wrap(user, keys, new KeyringRecord.Secret(Epoch, _masterKey, privateKey, _others, _hiding), PublicKey.Span);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(privateKey);
            }
        }
    }

    /// <summary>Opens what <see cref="Wrap"/> made.</summary>
    /// <param name="record">The wrapped keyring, from the account.</param>
    /// <param name="user">The user whose account it is.</param>
    /// <param name="publicKey">The account's public key, as <see cref="PublicKey"/> gave it.</param>
    /// <param name="keys">What follows from the user's password.</param>
    /// <exception cref="SealBrokenException">The password is another, the record belongs to another user or key, or was altered.</exception>
    /// <exception cref="ArgumentException">The user name breaks the rule for user names.</exception>
    public static Keyring Unwrap(ReadOnlyMemory<byte> record, string user, ReadOnlySpan<byte> publicKey, PasswordKeys keys)
    {
        KeyringRecord.Secret secret = KeyringRecord.Unwrap(record, user, publicKey, keys);
        ECDsa signingKey = ECDsa.Create();
        try
        {
            signingKey.ImportPkcs8PrivateKey(secret.PrivateKey, out _);
            return new Keyring(secret.Epoch, secret.MasterKey, secret.Others, signingKey, secret.Hiding);
        }
        catch
        {
            secret.Clear();
            signingKey.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret.PrivateKey);
        }
    }

    /// <summary>The master key of a number; null when it is not on this keyring.</summary>
    internal byte[]? Find(long number)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return number == Epoch ? _masterKey : _others.FirstOrDefault(other => other.Number == number).Key;
    }

    /// <summary>What hides and reveals the user's names.</summary>
    /// <exception cref="InvalidOperationException">They are not encrypted.</exception>
    internal NameCipher CreateNameCipher()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new NameCipher(_hiding.Names ?? throw new InvalidOperationException("The user's names are not encrypted."));
    }

    /// <summary>What hides and reveals the lengths of the user's files.</summary>
    /// <exception cref="InvalidOperationException">They are not hidden.</exception>
    internal LengthCipher CreateLengthCipher()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new LengthCipher(_hiding.Lengths ?? throw new InvalidOperationException("The lengths of the user's files are not hidden."));
    }

    /// <summary>A keyring with a fresh master key beside the one in use, which comes next.</summary>
    internal Keyring WithNext()
    {
        if (Epoch >= MasterKeyNumber.Last)
            throw new InvalidOperationException($"A user's master key can be replaced up to number {MasterKeyNumber.Last}.");
        return With(Epoch, _masterKey, [new MasterKey(Epoch + 1, RandomNumberGenerator.GetBytes(ContentKeys.KeyLength))]);
    }

    /// <summary>A keyring on which the next master key is in use, with the one before beside it.</summary>
    internal Keyring UsingNext()
    {
        var next = _others.First(other => other.Number > Epoch);
        return With(next.Number, next.Key, [new MasterKey(Epoch, _masterKey)]);
    }

    /// <summary>A keyring with nothing but the master key in use.</summary>
    internal Keyring WithoutOthers() => With(Epoch, _masterKey, []);

    /// <summary>The same keyring once more, with a life of its own.</summary>
    internal Keyring Copy() => With(Epoch, _masterKey, _others);

    private Keyring With(long epoch, byte[] masterKey, IReadOnlyList<MasterKey> others)
    {
        lock (_signing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var privateKey = _signingKey.ExportPkcs8PrivateKey();
            var signingKey = ECDsa.Create();
            try
            {
                signingKey.ImportPkcs8PrivateKey(privateKey, out _);
            }
            catch
            {
                signingKey.Dispose();
                throw;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(privateKey);
            }

            return new Keyring(epoch, [.. masterKey], [.. others.Select(other => other with { Key = [.. other.Key] })], signingKey, _hiding.Copy());
        }
    }

    /// <summary>Clears the master keys and lets go of the signing key.</summary>
    public void Dispose()
    {
        lock (_signing)
        {
            _disposed = true;
            CryptographicOperations.ZeroMemory(_masterKey);
            foreach (var other in _others)
                CryptographicOperations.ZeroMemory(other.Key);
            _hiding.Clear();
            _signingKey.Dispose();
        }
    }
}
