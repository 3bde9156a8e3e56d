using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Tests.Sealing;

/// <summary>The road from a typed password to a readable keyring, as founding and client walk it together.</summary>
public sealed class SignInTests
{
    private const string Password = "correct horse battery staple";

    [Fact]
    public async Task A_password_signs_in_at_every_node_and_opens_the_keyring()
    {
        Account account = await FoundAsync();
        for (int node = 1; node <= 4; node++)
        {
            using PasswordKeys keys = await SignInAsync(account, node, node, Password);
            using Keyring keyring = Keyring.Unwrap(account.Keyring, "alice", account.PublicKey, keys);
            Assert.Equal(account.PublicKey, keyring.PublicKey.ToArray());
        }
    }

    [Fact]
    public async Task What_one_node_learns_signs_in_nowhere_else()
    {
        Account account = await FoundAsync();
        ScramException refusal = await Assert.ThrowsAsync<ScramException>(() => SignInAsync(account, 2, 1, Password));
        Assert.Equal(ScramFailure.Refused, refusal.Failure);
    }

    [Fact]
    public async Task A_wrong_password_signs_in_nowhere()
    {
        Account account = await FoundAsync();
        ScramException refusal = await Assert.ThrowsAsync<ScramException>(() => SignInAsync(account, 1, 1, Password + " "));
        Assert.Equal(ScramFailure.Refused, refusal.Failure);
    }

    private static async Task<Account> FoundAsync()
    {
        PasswordDerivation derivation = PasswordDerivation.Create();
        using PasswordKeys keys = await PasswordKeys.DeriveAsync(Password, derivation, TestContext.Current.CancellationToken);
        using Keyring keyring = Keyring.Create();
        ScramVerifier[] verifiers = [.. Enumerable.Range(1, 4).Select(node => ScramVerifier.Create(keys.ScramPasswordFor(node)))];
        return new Account(derivation, verifiers, keyring.Wrap("alice", keys), keyring.PublicKey.ToArray());
    }

    private static async Task<PasswordKeys> SignInAsync(Account account, int node, int passwordOfNode, string password)
    {
        ScramServer server = new(ChannelBinding.None);
        ScramClient client = new("alice", ChannelBinding.None);
        server.ReadClientFirst(client.WriteClientFirst());
        client.ReadServerFirst(server.WriteServerFirst(new ScramCredentials(account.Verifiers[node - 1], account.Derivation)));
        PasswordKeys keys = await PasswordKeys.DeriveAsync(password, client.Derivation!, TestContext.Current.CancellationToken);
        client.ReadServerFinal(server.ReadClientFinal(client.WriteClientFinal(keys.ScramPasswordFor(passwordOfNode))));
        return keys;
    }

    private sealed record Account(PasswordDerivation Derivation, ScramVerifier[] Verifiers, byte[] Keyring, byte[] PublicKey);
}
