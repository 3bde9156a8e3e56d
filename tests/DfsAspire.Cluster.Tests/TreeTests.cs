using DfsAspire.Client.Shell;

namespace DfsAspire.Cluster.Tests;

/// <summary>Commands for several files: folders with all that is in them, patterns, and what is piped in and out.</summary>
public sealed class TreeTests : ClusterTest
{
    private readonly StoreShell _shell;

    public TreeTests(TestCluster cluster) : base(cluster) => _shell = new StoreShell(cluster);

    public override async ValueTask DisposeAsync()
    {
        _shell.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_directory_comes_back_as_it_was()
    {
        var source = MakeTree("source");
        Assert.Equal((ExitCode.Done, $"put {Folder}/source/: 7 files, 5 folders, 100.0 kB\n"), await _shell.RunAsync("put", "-r", "source", $"{Folder}/"));
        Assert.Equal((ExitCode.Done, $"get {Folder}/source/: 7 files, 100.0 kB, written to {_shell.Local("back/source")}\n"), await _shell.RunAsync("get", "-r", $"{Folder}/source", "-o", "back"));
        Assert.Equal(Contents(source), Contents(_shell.Local("back/source")));
    }

    [Fact]
    public async Task A_node_that_is_killed_does_not_keep_a_tree_from_coming_and_going()
    {
        var source = MakeTree("source");
        Assert.Equal(ExitCode.Done, (await _shell.RunAsync("put", "-r", "source", $"{Folder}/")).Code);
        Cluster.Kill(2);
        var (put, said) = await _shell.RunAsync("put", "-r", "source", "--to", In("again").Value);
        Assert.Equal(ExitCode.Done, put);
        Assert.Single(said.Split('\n'), line => line.StartsWith("note: node2", StringComparison.Ordinal));
        foreach (var folder in new[] { Folder, In("again") })
            Assert.Equal(ExitCode.Done, (await _shell.RunAsync("get", "-r", $"{folder}/source", "-o", $"of-{folder.Name}")).Code);
        Assert.Equal(Contents(source), Contents(_shell.Local($"of-{Folder.Name}/source")));
        Assert.Equal(Contents(source), Contents(_shell.Local("of-again/source")));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_named_and_the_rest_is_stored()
    {
        var source = Directory.CreateDirectory(_shell.Local("source")).FullName;
        await File.WriteAllTextAsync(Path.Combine(source, "good"), "1", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(source, "back\\slash"), "2", Cancellation);
        Directory.CreateSymbolicLink(Path.Combine(source, "circle"), source);
        File.CreateSymbolicLink(Path.Combine(source, "link"), Path.Combine(source, "good"));
        File.CreateSymbolicLink(Path.Combine(source, "nowhere"), Path.Combine(source, "gone"));

        var (code, said) = await _shell.RunAsync("put", "-r", "source", $"{Folder}/");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(@"it holds '\', which separates names", said, StringComparison.Ordinal);
        Assert.Contains("circle is a link to a directory and is left out", said, StringComparison.Ordinal);
        Assert.Contains("nowhere is a link that leads nowhere and is left out", said, StringComparison.Ordinal);
        Assert.Contains("2 files, 1 folders, 2 bytes; 1 failed", said, StringComparison.Ordinal);
        Assert.Equal(["good", "link"], await NamesAsync(In("source")));
    }

    [Fact]
    public async Task Rm_r_deletes_a_folder_with_all_that_is_in_it_and_nothing_beside_it()
    {
        MakeTree("source");
        await _shell.RunAsync("put", "-r", "source", $"{Folder}/");
        await _shell.RunAsync("put", "-r", "source", "--to", In("source2").Value);
        var (refused, why) = await _shell.RunAsync("rm", $"{Folder}/source");
        Assert.Equal(ExitCode.Failed, refused);
        Assert.Contains("is not empty", why, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, $"rm {Folder}/source/: 7 files, 5 folders\n"), await _shell.RunAsync("rm", "-r", $"{Folder}/source"));
        Assert.Equal(["source2"], await NamesAsync(Folder));
    }

    [Fact]
    public async Task A_pattern_stands_for_what_it_matches_and_a_name_for_itself()
    {
        var client = await ConnectAsync();
        foreach (var name in new[] { "a.txt", "b.txt", "c.pdf", "ab*", "abc" })
            await client.PutBytesAsync(In(name), [1]);
        Assert.Equal(ExitCode.Done, (await _shell.RunAsync("get", $"{Folder}/?.txt", "-o", "got/")).Code);
        Assert.Equal(["a.txt", "b.txt"], Contents(_shell.Local("got")).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ExitCode.WrongUse, (await _shell.RunAsync("rm", $"{Folder}/ab*")).Code);
        Assert.Equal(ExitCode.Done, (await _shell.RunAsync("rm", "--literal", $"{Folder}/ab*")).Code);
        Assert.Equal(["a.txt", "abc", "b.txt", "c.pdf"], await NamesAsync(Folder));
        Assert.Equal(ExitCode.Failed, (await _shell.RunAsync("rm", $"{Folder}/*.doc")).Code);
        Assert.Equal(ExitCode.Done, (await _shell.RunAsync("rm", $"{Folder}/*.txt")).Code);
        Assert.Equal(["abc", "c.pdf"], await NamesAsync(Folder));
    }

    [Fact]
    public async Task What_is_piped_in_comes_out_of_a_pipe()
    {
        var content = Bytes.Of(300_000, 3);
        using var input = new MemoryStream(content);
        Assert.Equal(ExitCode.Done, (await _shell.RunAsync(input, null, "put", "-", "--as", In("piped").Value)).Code);
        using var output = new MemoryStream();
        Assert.Equal((ExitCode.Done, ""), await _shell.RunAsync(null, output, "get", In("piped").Value, "-o", "-"));
        Assert.Equal(content, output.ToArray());
    }

    [Fact]
    public async Task Tree_and_du_show_what_is_there()
    {
        MakeTree("source");
        await _shell.RunAsync("put", "-r", "source", $"{Folder}/");
        Assert.Equal(
            (ExitCode.Done, """
                ├── deep/
                │   ├── deeper/
                │   │   └── deepest/
                │   └── file
                ├── empty
                ├── odd ' "name%41
                ├── photos/
                │   ├── a.jpg
                │   └── b.jpg
                ├── z
                └── ünï
                4 folders, 7 files

                """),
            await _shell.RunAsync("tree", $"{Folder}/source"));
        Assert.Equal(
            (ExitCode.Done, """
                     90.0 kB          2 files  photos/
                      9.0 kB          1 file   deep/
                   994 bytes          1 file   odd ' "name%41
                     5 bytes          1 file   ünï
                      1 byte          1 file   z
                     0 bytes          1 file   empty
                    100.0 kB          7 files  in all

                """),
            await _shell.RunAsync("du", $"{Folder}/source"));
    }

    private async Task<IEnumerable<string>> NamesAsync(StorePath folder)
    {
        var client = await ConnectAsync();
        return (await client.ListAsync(folder, Cancellation)).Entries.Select(entry => entry.Path.Name);
    }

    // 7 files, 5 folders with the top, 100,000 bytes.
    private string MakeTree(string name)
    {
        var top = _shell.Local(name);
        Directory.CreateDirectory(Path.Combine(top, "deep", "deeper", "deepest"));
        Directory.CreateDirectory(Path.Combine(top, "photos"));
        foreach (var (file, length) in new[] { ("empty", 0), ("z", 1), ("ünï", 5), ("odd ' \"name%41", 994), ("deep/file", 9_000), ("photos/a.jpg", 40_000), ("photos/b.jpg", 50_000) })
            File.WriteAllBytes(Path.Combine(top, file), Bytes.Of(length, length));
        return top;
    }

    private static SortedDictionary<string, string> Contents(string directory) => new(
        Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories).ToDictionary(
            entry => Path.GetRelativePath(directory, entry),
            entry => Directory.Exists(entry) ? "folder" : Convert.ToHexString(System.IO.Hashing.XxHash128.Hash(File.ReadAllBytes(entry))),
            StringComparer.Ordinal),
        StringComparer.Ordinal);
}
