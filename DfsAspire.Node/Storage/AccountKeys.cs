using System.Security.Cryptography;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Node.Storage;

/// <summary>The public keys that stand in accounts.</summary>
internal static class AccountKeys
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
        catch
        {
            key.Dispose();
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
