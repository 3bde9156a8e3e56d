using System.Text;
using CsCheck;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Tests.Storage;

public sealed class FileNamesTests
{
    private static readonly Gen<string> AnyName =
        Gen.OneOf(
            Gen.String[Gen.Char[' ', '~'], 1, 255],
            Gen.String[Gen.Char['\u00A0', '\uD7FF'], 1, 85],
            Gen.OneOf("CON", "nul.txt", "Com1", "lpt9.tar.gz", "aux .c", "...", ".dfs", ".bashrc", "a.", "a ", " ", "%~", "😀", "COM¹"))
        .Where(name => StorePath.TryParse(name, out var path, out _) && path.Value == name && !name.Contains('/', StringComparison.Ordinal));

    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("Ünïcödé 文件.txt", "Ünïcödé 文件.txt")]
    [InlineData("it's \"quoted\"", "it's %22quoted%22")]
    [InlineData("100%", "100%25")]
    [InlineData(".bashrc", "%2Ebashrc")]
    [InlineData("...", "%2E.%2E")]
    [InlineData("trailing ", "trailing%20")]
    [InlineData("CON", "%43ON")]
    [InlineData("con.txt", "%63on.txt")]
    [InlineData("aux .c", "%61ux .c")]
    [InlineData("COM¹.x", "%43OM¹.x")]
    [InlineData("console", "console")]
    [InlineData("COM12", "COM12")]
    [InlineData("a<b>c:d|e?f*g", "a%3Cb%3Ec%3Ad%7Ce%3Ff%2Ag")]
    public void A_name_is_escaped_as_documented(string name, string expected) => Assert.Equal(expected, FileNames.Escape(name));

    [Fact]
    public void A_long_name_becomes_a_prefix_and_a_hash()
    {
        var name = new string('a', 161);
        var escaped = FileNames.Escape(name);
        Assert.Equal(new string('a', 120) + FileNames.HashMark + FileNames.HashOf(name), escaped);
        Assert.Equal(new string('a', 160), FileNames.Escape(new string('a', 160)));
        Assert.StartsWith(new string('é', 60) + "%~", FileNames.Escape(new string('é', 100)), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_escaped_name_is_harmless_on_every_system() => AnyName.Sample(name =>
    {
        var escaped = FileNames.Escape(name);
        Assert.InRange(Encoding.UTF8.GetByteCount(escaped), 1, FileNames.MaxBytes);
        Assert.DoesNotContain(escaped, c => char.IsControl(c) || "<>:\"/\\|?*".Contains(c, StringComparison.Ordinal));
        Assert.False(escaped.StartsWith('.') || escaped.EndsWith('.') || escaped.EndsWith(' '));
        var stem = escaped.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        Assert.DoesNotContain(stem, new[] { "CON", "PRN", "AUX", "NUL", "COM1", "LPT9", "COM¹" });
    });

    [Fact]
    public void Two_names_never_become_one() => Gen.Select(AnyName, AnyName).Sample((first, second) =>
        Assert.Equal(first == second, FileNames.Escape(first) == FileNames.Escape(second)));

    [Fact]
    public void No_path_leaves_the_volume_or_reaches_its_own_folder() =>
        Gen.Select(Gen.OneOf("Alice", "dfs", "CON", "a.", "a..b"), AnyName.Array[1, 12]).Sample((user, names) =>
        {
            if (!StorePath.TryParse(string.Join('/', names), out var path, out _))
                return;
            var relative = PartPath.Of(user, path, ContentId.New(), 3);
            var root = Path.Combine(Path.GetTempPath(), "volume");
            var full = Path.GetFullPath(Path.Combine(root, relative));
            Assert.Equal(Path.Combine(root, relative), full);
            Assert.False(relative.StartsWith(".dfs/", StringComparison.OrdinalIgnoreCase));
            Assert.InRange(Encoding.UTF8.GetByteCount(relative), 1, 1_000);
        });

    [Fact]
    public void A_part_lies_where_the_original_put_it()
    {
        var content = ContentId.New();
        Assert.Equal($"Alice/.1.txt.{content}.2", PartPath.Of("Alice", StorePath.Parse("1.txt"), content, 2));
        Assert.Equal($"Alice/docs/%2Eold/.1.txt.{content}.4", PartPath.Of("Alice", StorePath.Parse("docs/.old/1.txt"), content, 4));
        Assert.Equal($"%43ON/.a.{content}.1", PartPath.Of("CON", StorePath.Parse("a"), content, 1));
    }

    [Fact]
    public void A_deep_folder_becomes_a_single_directory()
    {
        var folder = string.Join('/', Enumerable.Repeat("folder-with-a-name", 30));
        var content = ContentId.New();
        Assert.Equal(
            $"Alice/{FileNames.HashMark}{FileNames.HashOf(folder)}/.a.{content}.1", PartPath.Of("Alice", StorePath.Parse(folder + "/a"), content, 1));
    }
}
