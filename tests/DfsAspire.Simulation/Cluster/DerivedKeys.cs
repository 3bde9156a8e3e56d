using System.Security.Cryptography;
using System.Text;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Simulation.Cluster;

/// <summary>What follows from the passwords, derived once for all sessions of this process: one costs as much as a whole run.</summary>
internal static class DerivedKeys
{
    private const int RootBytes = 32;

    private static readonly Dictionary<(string Password, PasswordDerivation Derivation), byte[]> Roots = [];

    public static Task<PasswordKeys> DeriveAsync(string password, PasswordDerivation derivation, CancellationToken cancellationToken)
    {
        if (!Roots.TryGetValue((password, derivation), out var root))
        {
            root = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), derivation.Salt.Span, derivation.Rounds, HashAlgorithmName.SHA256, RootBytes);
            Roots.Add((password, derivation), root);
        }

        return Task.FromResult(new PasswordKeys([.. root]));
    }
}
