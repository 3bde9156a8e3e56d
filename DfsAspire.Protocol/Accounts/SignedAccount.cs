using System.Security.Cryptography;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Accounts;

/// <summary>
/// An account with the administrator's signature, made like an entry's (<see cref="SignedEntry"/>) under another label. Its bytes are
/// <c>[format=1, user, role, epoch, enabled, public key, keyring, rounds, salt, (salt, iterations, stored key, server key) × 4]</c>.
/// </summary>
public sealed class SignedAccount
{
    private const int Format = 1;
    private const int PublicKeyBytes = 128;
    private const int KeyBytes = 32;
    private const int SaltBytes = 64;

    private SignedAccount(Account account, ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> signature) =>
        (Account, Encoded, Signature) = (account, encoded, signature);

    /// <summary>What the signature covers, parsed. Believe it only after <see cref="IsSignedBy"/>.</summary>
    public Account Account { get; }

    /// <summary>The account's bytes as signed.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The signature over <see cref="Encoded"/>.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>Encodes and signs an account with the administrator's private key.</summary>
    public static SignedAccount Sign(Account account, MessageSigner signer)
    {
        var encoded = FieldWriter.Encode(account, static (Account a, ref FieldWriter w) => Write(a, ref w));
        return new SignedAccount(account, encoded, signer(Signing.Message(Signing.AccountLabel, encoded)));
    }

    /// <summary>Encodes and signs an account with a private key at hand.</summary>
    public static SignedAccount Sign(Account account, ECDsa key) =>
        Sign(account, message => key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    /// <summary>Parses an account's bytes; the signature is not yet checked.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no account.</exception>
    public static SignedAccount Parse(ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> signature)
    {
        if (signature.Length != SignedEntry.SignatureBytes || encoded.Length > WireLimits.AccountBytes)
            throw new MalformedMessageException("A signed account has a wrong size.");
        try
        {
            var reader = new FieldReader(encoded);
            return new SignedAccount(Read(ref reader), encoded, signature);
        }
        catch (ArgumentException fault)
        {
            throw new MalformedMessageException($"An account's password parameters are out of bounds: {fault.Message}", fault);
        }
    }

    /// <summary>True when the holder of the private key to <paramref name="publicKey"/> signed exactly these bytes.</summary>
    public bool IsSignedBy(ECDsa publicKey) => Signing.Verify(Signing.AccountLabel, Encoded.Span, Signature.Span, publicKey);

    private static void Write(Account account, ref FieldWriter writer)
    {
        writer.Array(9 + 4 * account.Verifiers.Count);
        writer.Int(Format);
        writer.Text(account.User);
        writer.Int((int)account.Role);
        writer.ULong(account.Epoch);
        writer.Bool(account.IsEnabled);
        writer.Bytes(account.PublicKey.Span);
        writer.Bytes(account.Keyring.Span);
        writer.Int(account.Derivation.Rounds);
        writer.Bytes(account.Derivation.Salt.Span);
        foreach (var verifier in account.Verifiers)
        {
            writer.Bytes(verifier.Salt.Span);
            writer.Int(verifier.Iterations);
            writer.Bytes(verifier.StoredKey.Span);
            writer.Bytes(verifier.ServerKey.Span);
        }
    }

    private static Account Read(ref FieldReader reader)
    {
        reader.Array();
        var format = reader.Int(1, int.MaxValue);
        if (format != Format)
            throw new MalformedMessageException($"Account format {format} is not known here; a newer version wrote it.");
        var user = reader.User();
        var role = (AccountRole)reader.Int((int)AccountRole.User, (int)AccountRole.Administrator);
        var epoch = reader.ULong();
        var enabled = reader.Bool();
        var publicKey = reader.NeedBytes(PublicKeyBytes);
        var keyring = reader.NeedBytes(WireLimits.KeyringBytes);
        var rounds = reader.Int(1, int.MaxValue);
        var derivation = new PasswordDerivation(reader.NeedBytes(SaltBytes), rounds);
        var verifiers = new ScramVerifier[WireLimits.Nodes];
        for (var i = 0; i < verifiers.Length; i++)
        {
            var salt = reader.NeedBytes(SaltBytes);
            var iterations = reader.Int(1, int.MaxValue);
            verifiers[i] = new ScramVerifier(salt, iterations, reader.NeedBytes(KeyBytes), reader.NeedBytes(KeyBytes));
        }

        return new Account
        {
            User = user,
            Role = role,
            Epoch = epoch,
            IsEnabled = enabled,
            PublicKey = publicKey,
            Keyring = keyring,
            Derivation = derivation,
            Verifiers = verifiers,
        };
    }
}
