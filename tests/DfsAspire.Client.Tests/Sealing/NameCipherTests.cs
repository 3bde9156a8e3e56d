using System.Security.Cryptography;
using System.Text;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Sealing;

public sealed class NameCipherTests : IDisposable
{
    private readonly NameCipher _cipher = new(RandomNumberGenerator.GetBytes(NameCipher.KeyLength));

    public void Dispose() => _cipher.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("docs/report.pdf")]
    [InlineData("docs/Straße/\ud83d\ude00 .~")]
    [InlineData("~/~AAAA/con.txt")]
    public void A_path_comes_back(string path)
    {
        var hidden = _cipher.Hide(StorePath.Parse(path));
        Assert.True(_cipher.TryReveal(hidden, out var revealed));
        Assert.Equal(path, revealed.Value);
        Assert.Equal(StorePath.Parse(path).Value.Count(c => c == '/'), hidden.Value.Count(c => c == '/'));
        Assert.Equal(hidden, _cipher.Hide(revealed));
    }

    [Fact]
    public void A_name_looks_the_same_in_its_folder_and_otherwise_elsewhere_and_to_others()
    {
        var report = StorePath.Parse("docs/report");
        Assert.Equal(_cipher.Hide(report), _cipher.Hide(report));
        Assert.Equal(_cipher.Hide(StorePath.Parse("docs")), _cipher.Hide(report).Folder);
        Assert.NotEqual(_cipher.Hide(report).Name, _cipher.Hide(StorePath.Parse("report")).Name);
        using var other = new NameCipher(RandomNumberGenerator.GetBytes(NameCipher.KeyLength));
        Assert.NotEqual(_cipher.Hide(report), other.Hide(report));
        Assert.False(other.TryReveal(_cipher.Hide(report), out _));
    }

    [Fact]
    public void Names_of_one_to_sixteen_bytes_are_equally_long()
    {
        Assert.Single(Enumerable.Range(1, 16).Select(length => _cipher.Hide(StorePath.Parse(new string('x', length))).Value.Length).Distinct());
        Assert.True(_cipher.Hide(StorePath.Parse(new string('x', 17))).Value.Length > _cipher.Hide(StorePath.Parse("x")).Value.Length);
    }

    [Fact]
    public void A_name_that_was_changed_put_elsewhere_or_never_hidden_is_not_revealed()
    {
        var hidden = _cipher.Hide(StorePath.Parse("docs/report"));
        for (var at = 0; at < hidden.Name.Length; at++)
        {
            var changed = new StringBuilder(hidden.Name);
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            Assert.False(_cipher.TryReveal(hidden.Folder.Combine(changed.ToString()), out _), $"changed at {at}");
        }

        foreach (var other in (StorePath[])[StorePath.Parse(hidden.Name), StorePath.Parse("docs/report"), StorePath.Parse("~"), StorePath.Parse($"~{new string('A', 200)}"), hidden.Folder.Combine("plain"),
            StorePath.Parse("~it's no base64url"), StorePath.Parse("~A"), StorePath.Parse($"~{new string('ü', 100)}")])
            Assert.False(_cipher.TryReveal(other, out _), other.Value);
    }

    [Fact]
    public void The_longest_name_fits_and_a_longer_one_is_refused()
    {
        var longest = StorePath.Parse(new string('x', NameCipher.MostBytes));
        Assert.True(_cipher.TryReveal(_cipher.Hide(longest), out var revealed));
        Assert.Equal(longest, revealed);
        Assert.Throws<InvalidPathException>(() => _cipher.Hide(StorePath.Parse(new string('x', NameCipher.MostBytes + 1))));
    }
}
