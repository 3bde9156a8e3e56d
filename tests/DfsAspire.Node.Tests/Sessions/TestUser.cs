using System.Globalization;
using System.Security.Cryptography;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>A user with keys; the SCRAM passwords are made up, since nodes cannot know how a client derives them.</summary>
internal sealed record TestUser(string Name, ECDsa Key, Account Account)
{
    private static readonly PasswordDerivation Derivation = PasswordDerivation.Create();

    public static TestUser Make(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new TestUser(name, key, new Account
        {
            User = name,
            Role = name == ReservedNames.Administrator ? AccountRole.Administrator : AccountRole.User,
            Epoch = 1,
            PublicKey = key.ExportSubjectPublicKeyInfo(),
            Access = new Access(
                new byte[] { 1, 2, 3 }, Derivation, [.. Enumerable.Range(1, 4).Select(node => ScramVerifier.Create(PasswordFor(name, node)))]),
        });
    }

    public string ScramPasswordFor(int node) => PasswordFor(Name, node);

    public SignedAccount SignedBy(TestUser administrator) => SignedAccount.Sign(Account, administrator.Key);

    /// <summary>Credentials for one password at all nodes.</summary>
    public SignedCredentials WithPassword(string password, ulong epoch = 1, long masterKey = 1, long newestKey = 0) => SignedCredentials.Sign(
        new Credentials
        {
            User = Name,
            Epoch = epoch,
            MasterKey = masterKey,
            NewestKey = newestKey,
            Password = new Access(new byte[] { 4, 5, 6 }, PasswordDerivation.Create(), [.. Enumerable.Range(1, 4).Select(_ => ScramVerifier.Create(password))]),
        },
        Key);

    private static string PasswordFor(string name, int node) => string.Create(CultureInfo.InvariantCulture, $"{name}'s password at {node}");
}
