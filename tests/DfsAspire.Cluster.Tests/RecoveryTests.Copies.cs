using System.Security.Cryptography;
using DfsAspire.Client.Recovery;
using DfsAspire.Client.Shell;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Volume;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Cluster.Tests;

// The copies of volumes that a test works on, and what it looks at.
public sealed partial class RecoveryTests
{
    private string VolumeOf(int node) => Path.Combine(_root, $"node{node}");

    private void Copy(params int[] nodes)
    {
        foreach (var node in nodes)
            store.Copy(node, Directory.CreateDirectory(VolumeOf(node)).FullName);
    }

    private RecoveryOptions Options(int[] nodes) =>
        new() { Volumes = [.. nodes.Select(VolumeOf)], User = "alice", Password = TestCluster.AlicePassword, Output = Output };

    private Task<RecoveryReport> RecoverAsync(int[] nodes, string password = TestCluster.AlicePassword, bool withDeleted = false) =>
        VolumeRecovery.RunAsync(Options(nodes) with { Password = password, WithDeleted = withDeleted }, null, TestContext.Current.CancellationToken);

    private async Task<(int Code, string Text)> RunAsync(string input, string[] arguments)
    {
        using var text = new StringWriter { NewLine = "\n" };
        using var lines = new StringReader(input);
        var surroundings = new ShellSurroundings
        {
            In = lines,
            Out = text,
            Error = text,
            WorkingDirectory = _root,
            ApplicationData = _root,
            Variable = _ => null,
            Connect = (_, _) => throw new InvalidOperationException("A recovery needs no node."),
        };
        return (await ShellProgram.RunAsync(arguments, surroundings, TestContext.Current.CancellationToken), text.ToString());
    }

    private void Forget(int node, string name)
    {
        using var catalog = new SqliteConnection($"Data Source={Path.Combine(VolumeOf(node), ".dfs", "catalog.db")};Pooling=False");
        catalog.Open();
        using var command = catalog.CreateCommand();
        command.CommandText = "DELETE FROM entries WHERE name = $1";
        command.Parameters.AddWithValue("$1", name);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private void End(int node, string fate)
    {
        var catalog = Path.Combine(VolumeOf(node), ".dfs", "catalog.db");
        if (fate == "damaged")
            File.WriteAllBytes(catalog, Bytes.Of(8192, node));
        foreach (var end in (string[])["", "-wal", "-shm"])
            if (fate == "removed")
                File.Delete(catalog + end);
            else if (fate == "set aside" && File.Exists(catalog + end))
                File.Move(catalog + end, catalog.Replace("catalog.db", "catalog.damaged-77.db", StringComparison.Ordinal) + end);
    }

    /// <summary>The copied part files of a content of alice's, or of all of them.</summary>
    private IReadOnlyList<PartOnDisk> PartsOf(ContentId? content) =>
    [
        .. from node in TestCluster.Numbers
           let directory = Path.Combine(VolumeOf(node), "alice")
           where Directory.Exists(directory)
           from file in Directory.GetFiles(directory, "*", SearchOption.AllDirectories)
           where content is null || file.Contains(content.Value.ToString(), StringComparison.Ordinal)
           select new PartOnDisk(node, file[^1] - '0', file),
    ];

    private static PartTrailer TrailerOf(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return PartTrailer.Parse(bytes.AsMemory(bytes.Length - PartTrailer.LengthAt(bytes.AsSpan(^PartTrailer.LengthBytes..), bytes.Length)!.Value))!;
    }

    private static string[] Failed(RecoveryReport report) => [.. report.Paths.Where(path => !path.IsGood).Select(path => path.Path.Value)];

    private string[] Restored() =>
    [
        .. Directory.GetFileSystemEntries(Output, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Output, path)).Order(StringComparer.Ordinal),
    ];

    private byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Output, name));

    private void HasEverything()
    {
        Assert.Equal(StoppedStore.Large, Read("large"));
        Assert.Equal(StoppedStore.Newer, Read("twice"));
        Assert.Equal(StoppedStore.Moved, Read("after"));
        Assert.Equal([42], Read("docs/.note"));
        Assert.Empty(Read("docs/deep/empty"));
        Assert.True(Directory.Exists(Path.Combine(Output, "folder")));
    }

    private string[] HashesOf(int[] nodes) =>
    [
        .. from node in nodes
           from file in Directory.GetFiles(VolumeOf(node), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
           select $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}",
    ];
}
