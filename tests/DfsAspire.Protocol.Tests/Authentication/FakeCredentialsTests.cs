using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Tests.Authentication;

public sealed class FakeCredentialsTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void They_have_the_form_of_a_new_account()
    {
        ScramCredentials fake = FakeCredentials.For("nobody", 1, Secret);
        ScramCredentials real = new(ScramVerifier.Create("p"), PasswordDerivation.Create());
        Assert.Equal(real.Verifier.Salt.Length, fake.Verifier.Salt.Length);
        Assert.Equal(real.Verifier.Iterations, fake.Verifier.Iterations);
        Assert.Equal(real.Derivation.Salt.Length, fake.Derivation.Salt.Length);
        Assert.Equal(real.Derivation.Rounds, fake.Derivation.Rounds);
    }

    [Fact]
    public void They_stay_the_same_from_one_attempt_to_the_next()
    {
        Assert.Equal(SaltsOf("nobody", 1, Secret), SaltsOf("nobody", 1, Secret));
        Assert.NotEqual(SaltsOf("nobody", 1, Secret), SaltsOf("somebody", 1, Secret));
        Assert.NotEqual(SaltsOf("nobody", 1, Secret), SaltsOf("nobody", 1, [.. Secret, 1]));
    }

    [Fact]
    public void As_with_real_accounts_the_verifier_differs_from_node_to_node_and_the_derivation_does_not()
    {
        ScramCredentials[] fakes = [.. Enumerable.Range(1, 4).Select(node => FakeCredentials.For("nobody", node, Secret))];
        Assert.Single(fakes.Select(fake => fake.Derivation).Distinct());
        Assert.Equal(4, fakes.Select(fake => Convert.ToHexString(fake.Verifier.Salt.Span)).Distinct().Count());
    }

    [Fact]
    public void A_short_secret_is_refused() =>
        Assert.Throws<ArgumentException>(() => FakeCredentials.For("nobody", 1, new byte[15]));

    private static string SaltsOf(string user, int node, byte[] secret)
    {
        ScramCredentials fake = FakeCredentials.For(user, node, secret);
        return Convert.ToHexString(fake.Verifier.Salt.Span) + " " + fake.Derivation;
    }
}
