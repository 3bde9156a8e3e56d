using System.CommandLine;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell;

/// <summary>What a command of the store works with.</summary>
internal sealed record CommandContext(UserSession Session, ShellSurroundings Surroundings, bool Quiet)
{
    public Task<IStore> ConnectAsync(CancellationToken cancellationToken) => Session.ConnectAsync(cancellationToken);

    /// <summary>A line that a quiet command leaves out.</summary>
    public void Report(string line)
    {
        if (!Quiet)
            Answer(line);
    }

    public void Answer(string line) => Surroundings.Out.WriteLine(DisplayText.Safe(line));

    public void Note(string line) => Surroundings.Error.WriteLine(DisplayText.Safe($"note: {line}"));

    public void Fail(string line) => Surroundings.Error.WriteLine(DisplayText.Safe(line));

    public void Note(IReadOnlyList<NodeFault> faults)
    {
        foreach (var fault in faults)
            Note(fault.ToString());
    }
}

/// <summary>Runs a command's body with its context and turns what it throws into an exit code.</summary>
internal delegate Task<int> CommandRunner(ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken);
