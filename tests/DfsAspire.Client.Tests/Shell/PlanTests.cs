using DfsAspire.Client.Shell;
using DfsAspire.Client.Shell.Commands;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>The forms that the arguments of put and get may take.</summary>
public sealed class PlanTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(new[] { "a.txt" }, null, "a.txt")]
    [InlineData(new[] { "a.txt", "docs/" }, null, "docs/a.txt")]
    [InlineData(new[] { "x/a.txt", "../b.txt", "docs/2026/" }, null, "docs/2026/a.txt docs/2026/b.txt")]
    [InlineData(new[] { "a.txt", "b.txt" }, null, "a.txt b.txt")]
    [InlineData(new[] { "a.txt" }, "docs", "docs/a.txt")]
    [InlineData(new[] { "a.txt" }, "docs/", "docs/a.txt")]
    [InlineData(new[] { "my 'odd' name" }, "docs", "docs/my 'odd' name")]
    [InlineData(new[] { ".hidden" }, null, ".hidden")]
    public void Put_stores_files_under_their_own_names(string[] arguments, string? to, string paths)
    {
        var plan = PutPlan.Read(arguments, to);

        Assert.Equal(paths, string.Join(' ', plan.Files.Select(plan.PathOf)));
    }

    [Theory]
    [InlineData(new[] { "docs/" }, null)]
    [InlineData(new[] { "a", "docs/" }, "other")]
    [InlineData(new[] { "x/", "docs/" }, null)]
    [InlineData(new[] { "x/a", "y/a" }, null)]
    [InlineData(new[] { "" }, null)]
    public void Put_refuses_what_it_cannot_mean(string[] arguments, string? to) =>
        Assert.Throws<UsageException>(() => PutPlan.Read(arguments, to));

    [Theory]
    [InlineData("a", "../docs")]
    [InlineData("a", "/docs")]
    [InlineData("a", "do//cs")]
    [InlineData("..", null)]
    [InlineData("a\u001Bb", null)]
    public void Put_refuses_names_that_the_store_does_not_take(string file, string? to) =>
        Assert.Throws<InvalidPathException>(() => PutPlan.Read([file], to));

    [Theory]
    [InlineData(new[] { "a.txt" }, "a.txt")]
    [InlineData(new[] { "docs/a.txt" }, "docs/a.txt")]
    [InlineData(new[] { "a.txt", "docs/" }, "docs/a.txt")]
    [InlineData(new[] { "a.txt", "x/b.txt", "docs/" }, "docs/a.txt docs/x/b.txt")]
    public void Get_takes_paths_and_the_originals_name_with_folder(string[] arguments, string paths) =>
        Assert.Equal(paths, string.Join(' ', Get(arguments, null).Paths));

    [Theory]
    [InlineData("docs/a.txt", null, "a.txt")]
    [InlineData("docs/a.txt", "copy.txt", "copy.txt")]
    [InlineData("docs/a.txt", "sub", "sub/a.txt")]
    [InlineData("docs/a.txt", "sub/", "sub/a.txt")]
    [InlineData("docs/a.txt", "new/", "new/a.txt")]
    [InlineData("docs/a.txt", ".", "a.txt")]
    public void Get_writes_into_the_working_directory_or_where_it_is_told(string path, string? output, string local)
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "sub"));

        var plan = Get([path], output);

        Assert.Equal(Path.GetFullPath(local, _directory.Path), plan.LocalFileOf(plan.Paths[0]));
    }

    [Theory]
    [InlineData(new[] { "docs/" }, null)]
    [InlineData(new[] { "x/", "docs/" }, null)]
    [InlineData(new[] { "" }, null)]
    [InlineData(new[] { "a", "b" }, "one.txt")]
    [InlineData(new[] { "x/a", "y/a" }, null)]
    public void Get_refuses_what_it_cannot_mean(string[] arguments, string? output) =>
        Assert.Throws<UsageException>(() => Get(arguments, output));

    [Theory]
    [InlineData("../a")]
    [InlineData("/etc/passwd")]
    [InlineData("docs/..")]
    public void Get_refuses_paths_that_lead_out(string path) => Assert.Throws<InvalidPathException>(() => Get([path], null));

    private GetPlan Get(string[] arguments, string? output) => GetPlan.Read(arguments, output, _directory.Path);
}
