using DfsAspire.Client.Transfer;

namespace DfsAspire.Client.Tests.Transfer;

public sealed class OutputFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("dfs-output-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_appears_under_its_name_only_when_it_is_published()
    {
        var path = Path.Combine(_directory, "a");
        using (var output = OutputFile.Create(path))
        {
            RandomAccess.Write(output.Handle, "new"u8, 0);
            Assert.False(File.Exists(path));
            output.Publish();
        }

        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void A_file_that_is_not_published_leaves_nothing_and_the_old_one_as_it_was()
    {
        var path = Path.Combine(_directory, "a");
        File.WriteAllText(path, "old");
        using (var output = OutputFile.Create(path))
            RandomAccess.Write(output.Handle, "new"u8, 0);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_directory));
    }

    [Fact]
    public void A_link_stays_a_link_and_its_target_is_replaced()
    {
        var (target, link) = (Path.Combine(_directory, "target"), Path.Combine(_directory, "link"));
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);
        using (var output = OutputFile.Create(link))
        {
            RandomAccess.Write(output.Handle, "new"u8, 0);
            output.Publish();
        }

        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(target));
    }

    [Fact]
    public void Devices_are_told_from_files()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked for the kind of a file.");
        var path = Path.Combine(_directory, "a");
        Assert.False(SpecialFile.IsAt(path));
        File.WriteAllText(path, "");
        Assert.False(SpecialFile.IsAt(path));
        Assert.False(SpecialFile.IsAt(_directory));
        Assert.True(SpecialFile.IsAt("/dev/null"));
        var link = Path.Combine(_directory, "link");
        File.CreateSymbolicLink(link, "/dev/null");
        Assert.True(SpecialFile.IsAt(link));
    }
}
