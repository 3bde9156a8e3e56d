using System.Security.Cryptography;
using System.Text;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Tests.Sealing;

public sealed class PasswordKeysTests
{
    private static readonly PasswordDerivation Derivation = new(Encoding.ASCII.GetBytes("0123456789abcdef"), PasswordDerivation.MinRounds);

    // Frozen: computed outside this program (Python's hashlib and hmac). Were they to change, no account would open any more.
    [Fact]
    public async Task The_keys_of_a_password_are_frozen()
    {
        using PasswordKeys keys = await PasswordKeys.DeriveAsync("SimplePassword", Derivation, TestContext.Current.CancellationToken);
        Assert.Equal("67bc0242250a364f08d82dcd64f17e3d8f47b548c543193abd38ac5485e6fb35", Convert.ToHexStringLower(keys.WrappingKey()));
        Assert.Equal("aMlqM6sUYahvJu/+DHSBaDftGtzvXIep8RSnI71NBC4=", keys.ScramPasswordFor(1));
        Assert.Equal("smCiUG96PmpOghUlHwpPd1zWUVi3oko8JmK/48U2s3Q=", keys.ScramPasswordFor(4));
    }

    [Fact]
    public void Every_node_gets_a_password_of_its_own()
    {
        using PasswordKeys keys = new(RandomNumberGenerator.GetBytes(32));
        Assert.Equal(4, Enumerable.Range(1, 4).Select(keys.ScramPasswordFor).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => keys.ScramPasswordFor(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => keys.ScramPasswordFor(5));
    }

    [Fact]
    public async Task A_cancelled_derivation_does_not_keep_its_caller()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PasswordKeys.DeriveAsync("p", Derivation, cancelled.Token));
    }

    [Fact]
    public async Task A_password_that_is_no_text_is_refused_without_being_shown()
    {
        string[] passwords = ["", "half a pair: \ud800", new('p', PasswordText.MaxBytes + 1), new('ü', PasswordText.MaxBytes / 2 + 1)];
        foreach (string password in passwords)
        {
            ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(
                () => PasswordKeys.DeriveAsync(password, Derivation, TestContext.Current.CancellationToken));
            Assert.DoesNotContain("half a pair", refusal.ToString());
        }
    }

    [Fact]
    public void Disposed_keys_are_cleared_and_refuse_to_work()
    {
        byte[] root = RandomNumberGenerator.GetBytes(32);
        PasswordKeys keys = new(root);
        keys.Dispose();
        Assert.All(root, value => Assert.Equal(0, value));
        Assert.Throws<ObjectDisposedException>(() => keys.ScramPasswordFor(1));
    }
}
