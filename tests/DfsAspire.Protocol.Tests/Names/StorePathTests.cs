using DfsAspire.Protocol.Names;

namespace DfsAspire.Protocol.Tests.Names;

public sealed class StorePathTests
{
    [Theory]
    [InlineData("a", "", "a")]
    [InlineData("docs/report.pdf", "docs", "report.pdf")]
    [InlineData("docs/", "", "docs")]
    [InlineData("a/b/.hidden file's \"name\" ü 漢字 🙂", "a/b", ".hidden file's \"name\" ü 漢字 🙂")]
    [InlineData("...", "", "...")]
    public void Ordinary_names_are_taken_as_they_are(string text, string folder, string name)
    {
        var path = StorePath.Parse(text);
        Assert.Equal(folder, path.Folder.Value);
        Assert.Equal(name, path.Name);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    [InlineData("a/b//")]
    public void Paths_that_could_lead_astray_are_refused_with_a_reason(string text)
    {
        Assert.False(StorePath.TryParse(text, out _, out var fault));
        Assert.NotEmpty(fault);
        Assert.DoesNotContain(fault, char.IsControl);
        Assert.Throws<InvalidPathException>(() => StorePath.Parse(text));
    }

    [Fact]
    public void Names_and_paths_may_be_as_long_as_their_limits_and_no_longer()
    {
        Assert.True(StorePath.TryParse(new string('x', 255), out _, out _));
        Assert.False(StorePath.TryParse(new string('x', 256), out _, out _));
        Assert.True(StorePath.TryParse(new string('ü', 127), out _, out _));
        Assert.False(StorePath.TryParse(new string('ü', 128), out _, out _));
        var longest = string.Join('/', Enumerable.Repeat(new string('x', 255), 4));
        Assert.True(StorePath.TryParse(longest, out _, out _));
        Assert.False(StorePath.TryParse(longest + "/x", out _, out _));
    }

    [Fact]
    public void A_lone_surrogate_is_refused() =>
        Assert.False(StorePath.TryParse(string.Concat("a", ((char)0xd800).ToString(), "b"), out _, out _));

    [Fact]
    public void The_root_is_empty_and_its_own_folder()
    {
        Assert.True(StorePath.Parse("").IsRoot);
        Assert.True(StorePath.Root.Folder.IsRoot);
        Assert.Equal("a", StorePath.Root.Combine("a").Value);
        Assert.Equal("a/b", StorePath.Parse("a").Combine("b").Value);
    }
}
