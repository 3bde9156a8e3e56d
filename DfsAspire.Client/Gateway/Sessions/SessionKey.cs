using System.Security.Cryptography;
using System.Text;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>What sessions are found by: the user and a keyed hash of the password. The key is made up anew with every process and leaves it never.</summary>
internal readonly record struct SessionKey(string User, string PasswordHash)
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static SessionKey Of(BasicCredentials credentials) =>
        new(credentials.User, Convert.ToHexString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(credentials.Password))));
}
