using CsCheck;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Tests.Authentication;

public sealed class PasswordDerivationTests
{
    [Fact]
    public void What_was_written_is_read_back() =>
        Gen.Select(Gen.Byte.Array[16, 64], Gen.Int[600_000, 10_000_000]).Sample((salt, rounds) =>
        {
            PasswordDerivation derivation = new(salt, rounds);
            Assert.True(PasswordDerivation.TryParse(derivation.ToString(), out PasswordDerivation? read));
            Assert.Equal(derivation, read);
            Assert.Equal(derivation.GetHashCode(), read!.GetHashCode());
        });

    [Fact]
    public void The_written_form_is_frozen() =>
        Assert.Equal("600000:AAAAAAAAAAAAAAAAAAAAAA==", new PasswordDerivation(new byte[16], 600_000).ToString());

    [Fact]
    public void Derivations_with_other_salt_or_rounds_are_not_equal()
    {
        PasswordDerivation derivation = new(new byte[16], 600_000);
        Assert.NotEqual(derivation, new PasswordDerivation(new byte[16], 600_001));
        Assert.NotEqual(derivation, new PasswordDerivation(new byte[17], 600_000));
        Assert.NotEqual(PasswordDerivation.Create(), PasswordDerivation.Create());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("600000")]
    [InlineData("600000:")]
    [InlineData(":AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("600000:AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("599999:AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("10000001:AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("+600000:AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData(" 600000:AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("600000:AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("600000:AAAA AAAAAAAAAAAAAAAAAA==")]
    public void Another_form_or_size_is_refused(string text) => Assert.False(PasswordDerivation.TryParse(text, out _));

    [Fact]
    public void Sizes_outside_the_limits_are_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => new PasswordDerivation(new byte[15], 600_000));
        Assert.Throws<ArgumentException>(() => new PasswordDerivation(new byte[65], 600_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PasswordDerivation(new byte[16], 599_999));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PasswordDerivation(new byte[16], 10_000_001));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScramVerifier.Create("p", new byte[16], 4095));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScramVerifier.Create("p", new byte[16], 1_000_001));
        Assert.Throws<ArgumentException>(() => ScramVerifier.Create("p", new byte[15], 4096));
        Assert.Throws<ArgumentException>(() => new ScramVerifier(new byte[16], 4096, new byte[31], new byte[32]));
    }
}
