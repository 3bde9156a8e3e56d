using System.Security.Cryptography;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Accounts;

/// <summary>
/// An account with the administrator's signature, made like an entry's (<see cref="SignedEntry"/>) under another label. Its bytes are
/// <c>[format=2, user, role, epoch, state, public key, quota bytes, quota files, has access, access×19]</c>, −1 for no quota. Format 1 is
/// read as well: <c>[1, user, role, epoch, enabled, public key, access×19]</c>.
/// </summary>
public sealed class SignedAccount
{
    private const int FirstFormat = 1;
    private const int Format = 2;
    private const int OwnFields = 9;
    private const int PublicKeyBytes = 128;
    private const long NoQuota = -1;

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

    /// <summary>True when this one counts and the other does not.</summary>
    public bool IsAfter(SignedAccount other) => Epoch.IsAfter(Account.Epoch, Encoded.Span, other.Account.Epoch, other.Encoded.Span);

    private static void Write(Account account, ref FieldWriter writer)
    {
        writer.Array(OwnFields + (account.Access is null ? 0 : Access.Fields));
        writer.Int(Format);
        writer.Text(account.User);
        writer.Int((int)account.Role);
        writer.ULong(account.Epoch);
        writer.Int((int)account.State);
        writer.Bytes(account.PublicKey.Span);
        writer.Long(account.Quota.Bytes ?? NoQuota);
        writer.Long(account.Quota.Files ?? NoQuota);
        writer.Bool(account.Access is not null);
        account.Access?.Write(ref writer);
    }

    private static Account Read(ref FieldReader reader)
    {
        reader.Array();
        var format = reader.Int(1, int.MaxValue);
        if (format > Format)
            throw new MalformedMessageException($"Account format {format} is not known here; a newer version wrote it.");
        var user = reader.User();
        var role = (AccountRole)reader.Int((int)AccountRole.User, (int)AccountRole.Administrator);
        var epoch = reader.ULong();
        var state = format == FirstFormat
            ? reader.Bool() ? AccountState.Enabled : AccountState.Disabled
            : (AccountState)reader.Int((int)AccountState.Enabled, (int)AccountState.Removed);
        return new Account
        {
            User = user,
            Role = role,
            Epoch = epoch,
            State = state,
            PublicKey = reader.NeedBytes(PublicKeyBytes),
            Quota = format == FirstFormat ? Quota.None : new Quota(Limit(ref reader), Limit(ref reader)),
            Access = format == FirstFormat || reader.Bool() ? Access.Read(ref reader) : null,
        };
    }

    private static long? Limit(ref FieldReader reader) => reader.Long(NoQuota, long.MaxValue) is var limit and not NoQuota ? limit : null;
}
