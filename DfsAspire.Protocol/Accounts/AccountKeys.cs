using System.Security.Cryptography;

namespace DfsAspire.Protocol.Accounts;

/// <summary>The public keys that stand in accounts.</summary>
public static class AccountKeys
{
    private const int KeyBits = 256;
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>The account's public key. The caller disposes it.</summary>
    /// <exception cref="CryptographicException">It is no key on the curve P-256.</exception>
    public static ECDsa Import(Account account)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(account.PublicKey.Span, out _);
            if (key.KeySize != KeyBits || key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
                throw new CryptographicException("The key is not on the curve P-256.");
            return key;
        }
        catch (Exception fault)
        {
            key.Dispose();
            // What a damaged key says of its curve may be one that this system has not.
            if (fault is PlatformNotSupportedException)
                throw new CryptographicException("The key is on a curve that is not known here.", fault);
            throw;
        }
    }

    /// <summary>True when the account's own key is sound and signed it.</summary>
    public static bool IsSelfSigned(SignedAccount account)
    {
        try
        {
            using var key = Import(account.Account);
            return account.IsSignedBy(key);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>True when the credentials are the account's user's, signed with the account's key.</summary>
    public static bool HasSigned(Account account, SignedCredentials credentials)
    {
        using var key = Import(account);
        return credentials.Credentials.User == account.User && credentials.IsSignedBy(key);
    }

    /// <summary>True when the account's key can verify signatures.</summary>
    public static bool IsUsable(Account account)
    {
        try
        {
            using var key = Import(account);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
