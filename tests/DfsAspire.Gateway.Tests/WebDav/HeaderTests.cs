using DfsAspire.Client.Gateway.WebDav;
using Microsoft.AspNetCore.Http;

namespace DfsAspire.Gateway.Tests.WebDav;

public sealed class HeaderTests
{
    [Theory]
    [InlineData("(<t>)", "/ t")]
    [InlineData("(<t> [\"e\"]) (Not <u>)", "/ t \"e\"; / !u")]
    [InlineData("<http://h/dav/a> (<t>) (<u>)<http://h/dav/b>(Not [W/\"e\"])", "http://h/dav/a t; http://h/dav/a u; http://h/dav/b !W/\"e\"")]
    public void An_If_header_is_read(string text, string expected) => Assert.Equal(expected, Show(IfHeader.TryRead(text)!));

    [Theory]
    [InlineData("")]
    [InlineData("<t>")]
    [InlineData("()")]
    [InlineData("(<t>")]
    [InlineData("(<>)")]
    [InlineData("(t)")]
    [InlineData("(<t>) <http://h/> (<u>)")]
    [InlineData("(Not)")]
    [InlineData("(<t>) x")]
    public void What_is_no_If_header_is_refused(string text) => Assert.Null(IfHeader.TryRead(text));

    [Theory]
    [InlineData("http://here:80/dav/a%20b", "a b")]
    [InlineData("https://HERE:80/dav/a/", "a")]
    [InlineData("/dav/a/b", "a/b")]
    public void A_destination_here_is_read(string url, string expected)
    {
        Assert.True(DestinationUrl.TryRead(url, new HostString("here:80"), out var path, out _));
        Assert.Equal(expected, path.Value);
    }

    [Theory]
    [InlineData("http://there/dav/a", true)]
    [InlineData("http://here:81/dav/a", true)]
    [InlineData("http://here:80/other/a", false)]
    [InlineData("http://here:80/davy/a", false)]
    [InlineData("ftp://here:80/dav/a", false)]
    [InlineData("/dav/../a", false)]
    [InlineData("/dav/%2e%2e/a", false)]
    [InlineData("/dav/a%2", false)]
    [InlineData("/dav/a%zz", false)]
    [InlineData("/dav/a?b", false)]
    [InlineData("/dav/a#b", false)]
    [InlineData("dav/a", false)]
    [InlineData("", false)]
    public void A_destination_elsewhere_or_nowhere_is_refused(string url, bool isElsewhere)
    {
        Assert.False(DestinationUrl.TryRead(url, new HostString("here:80"), out _, out var elsewhere));
        Assert.Equal(isElsewhere, elsewhere);
    }

    [Fact]
    public void A_path_comes_back_from_its_URL()
    {
        foreach (var text in (string[])["a", "a b/ü%/#?", "😀/e\u0301", "~!$&'()*+,;=:@"])
        {
            Assert.True(DavUrl.TryRead(DavUrl.Of(StorePath.Parse(text), isFolder: true), out var path, out _));
            Assert.Equal(text, path.Value);
        }
    }

    [Fact]
    public void XML_has_bounds()
    {
        Assert.Null(DavXml.TryRead("<!DOCTYPE a><a/>"u8.ToArray()));
        Assert.Null(DavXml.TryRead(System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 1000)) + string.Concat(Enumerable.Repeat("</a>", 1000)))));
        Assert.Null(DavXml.TryRead(System.Text.Encoding.UTF8.GetBytes($"<a>{string.Concat(Enumerable.Repeat("<b/>", 30_000))}</a>")));
        Assert.Null(DavXml.TryRead(new byte[DavXml.MostBytes + 1]));
        Assert.NotNull(DavXml.TryRead("<a><b/></a>"u8.ToArray()));
    }

    private static string Show(IfHeader header) => string.Join("; ", header.Lists.Select(list =>
        $"{list.Resource ?? "/"} {string.Join(' ', list.Conditions.Select(condition => $"{(condition.IsNegated ? "!" : "")}{condition.Value}"))}"));
}
