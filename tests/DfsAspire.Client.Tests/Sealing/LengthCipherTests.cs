using System.Security.Cryptography;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Tests.Sealing;

public sealed class LengthCipherTests : IDisposable
{
    private readonly LengthCipher _cipher = new(RandomNumberGenerator.GetBytes(LengthCipher.KeyLength));
    private readonly ContentId _content = ContentId.New();

    public void Dispose() => _cipher.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void A_length_comes_back(long length)
    {
        var hidden = _cipher.Hide(_content, length);
        Assert.Equal(LengthCipher.HiddenLength, hidden.Length);
        Assert.True(_cipher.TryReveal(_content, hidden, out var revealed));
        Assert.Equal(length, revealed);
        Assert.NotEqual(hidden, _cipher.Hide(_content, length));
    }

    [Fact]
    public void Nothing_else_is_taken_for_one()
    {
        var hidden = _cipher.Hide(_content, 5);
        using LengthCipher other = new(RandomNumberGenerator.GetBytes(LengthCipher.KeyLength));
        Assert.False(other.TryReveal(_content, hidden, out _));
        Assert.False(_cipher.TryReveal(ContentId.New(), hidden, out _));
        for (var at = 0; at < hidden.Length; at++)
        {
            byte[] altered = [.. hidden];
            altered[at] ^= 1;
            Assert.False(_cipher.TryReveal(_content, altered, out _));
        }

        for (var length = 0; length < hidden.Length; length++)
            Assert.False(_cipher.TryReveal(_content, hidden.AsSpan(0, length), out _));
        Assert.False(_cipher.TryReveal(_content, [.. hidden, 0], out _));
    }
}
