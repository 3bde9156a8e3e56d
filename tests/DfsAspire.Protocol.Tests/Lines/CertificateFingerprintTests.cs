using DfsAspire.Protocol.Lines;

namespace DfsAspire.Protocol.Tests.Lines;

public sealed class CertificateFingerprintTests
{
    private const string Digits = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Fact]
    public void What_is_written_is_read_back()
    {
        var made = CertificateFingerprint.Of(SelfSigned.Make("x", DateTimeOffset.UtcNow));
        Assert.Equal(made, CertificateFingerprint.TryParse(made.ToString()));
        Assert.Equal($"sha256:{Digits}", CertificateFingerprint.TryParse($"SHA256:{Digits.ToUpperInvariant()}")!.ToString());
        Assert.NotEqual(made, CertificateFingerprint.TryParse($"sha256:{Digits}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Digits)]
    [InlineData("sha256:")]
    [InlineData("sha256:00")]
    [InlineData($"sha1:{Digits}")]
    [InlineData($"sha256:{Digits}00")]
    [InlineData($"sha256:{Digits}0")]
    [InlineData($"sha256: {Digits}")]
    [InlineData("sha256:0011223344556677g899aabbccddeeff00112233445566778899aabbccddeeff")]
    public void Anything_else_is_no_fingerprint(string text) => Assert.Null(CertificateFingerprint.TryParse(text));
}
