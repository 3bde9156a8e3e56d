using DfsAspire.Client.Shell;
using DfsAspire.Client.Shell.Doctor;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>The whole program with a scripted store behind it, in a directory of its own that holds a <c>dfs.conf</c>.</summary>
internal sealed class ShellHarness : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public ShellHarness()
    {
        var file = _directory.Write("dfs.conf", """
            Server node1 localhost:10001
            Server node2 localhost:10002
            Server node3 localhost:10003
            Server node4 localhost:10004
            Username: Alice
            Password: of-alice
            Username: Bob
            Password: of-bob
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public ScriptedStore Store { get; } = new();

    /// <summary>When set, logging in fails with it.</summary>
    public Exception? LogInFault { get; set; }

    public List<DfsClientOptions> LogIns { get; } = [];

    /// <summary>The program that a node says it runs.</summary>
    public Func<NodeAddress, string> Programs { get; set; } = _ => $"DfsAspire.Node {VersionCheck.Own}";

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What a person at a terminal answers when asked for a secret; null when nobody sits there.</summary>
    public Func<string, string>? Answer { get; set; }

    /// <summary>The secrets that were asked for.</summary>
    public List<string> Questions { get; } = [];

    public string Directory => _directory.Path;

    public string ApplicationData => Path.Combine(Directory, "application-data");

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public string Write(string name, string text) => _directory.Write(name, text);

    public string Local(string name) => Path.Combine(Directory, name);

    public Task<int> RunAsync(params string[] arguments) => RunAsync("", arguments, TestContext.Current.CancellationToken);

    public Task<int> PipeAsync(string lines) => RunAsync(lines, [], TestContext.Current.CancellationToken);

    public Task<int> RunAsync(string input, string[] arguments, CancellationToken cancellationToken) =>
        ShellProgram.RunAsync(arguments, Surroundings(input), cancellationToken);

    public UserSession OpenSession() => UserSession.Open(null, null, Surroundings());

    public ShellSurroundings Surroundings(string input = "") => new()
    {
        In = new StringReader(input),
        Out = _out,
        Error = _error,
        WorkingDirectory = Directory,
        ApplicationData = ApplicationData,
        AskSecret = Answer is null ? null : AskAsync,
        Variable = name => Variables.GetValueOrDefault(name),
        Connect = ConnectAsync,
        AskProgram = async (node, _, _) => await Task.FromResult(Programs(node)),
    };

    public void Dispose() => _directory.Dispose();

    private Task<string> AskAsync(string question, CancellationToken cancellationToken)
    {
        Questions.Add(question);
        return Task.FromResult(Answer!(question));
    }

    private Task<IStore> ConnectAsync(DfsClientOptions options, CancellationToken cancellationToken)
    {
        LogIns.Add(options);
        return LogInFault is { } fault ? Task.FromException<IStore>(fault) : Task.FromResult<IStore>(Store);
    }
}
