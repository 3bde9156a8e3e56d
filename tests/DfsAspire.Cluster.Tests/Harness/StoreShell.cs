using DfsAspire.Client.Shell;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>The command line on a running cluster, in a directory of its own.</summary>
internal sealed class StoreShell : IDisposable
{
    private readonly TestCluster _cluster;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dfs-shell-");

    public StoreShell(TestCluster cluster)
    {
        _cluster = cluster;
        var configuration = Local("dfs.conf");
        File.WriteAllLines(configuration, [.. cluster.Addresses.Select(node => $"Server {node.Name} {node.Host}:{node.Port}"), "Username: alice", $"Password: {TestCluster.AlicePassword}"]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string Local(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Runs a command and answers its exit code and all it said.</summary>
    public async Task<(int Code, string Text)> RunAsync(Stream? input, Stream? output, params string[] arguments)
    {
        using var text = new StringWriter { NewLine = "\n" };
        using var all = TextWriter.Synchronized(text);
        var surroundings = new ShellSurroundings
        {
            In = TextReader.Null,
            OpenInput = () => input ?? Stream.Null,
            OpenOutput = () => output ?? Stream.Null,
            Out = all,
            Error = all,
            WorkingDirectory = _directory.FullName,
            ApplicationData = Local("application-data"),
            Variable = _ => null,
            Connect = async (_, cancellationToken) => new ConnectedStore(
                await DfsClient.ConnectAsync(_cluster.Options("alice", TestCluster.AlicePassword), cancellationToken)),
        };
        return (await ShellProgram.RunAsync(arguments, surroundings, TestContext.Current.CancellationToken), text.ToString());
    }

    public Task<(int Code, string Text)> RunAsync(params string[] arguments) => RunAsync(null, null, arguments);

    public void Dispose() => _directory.Delete(recursive: true);
}
