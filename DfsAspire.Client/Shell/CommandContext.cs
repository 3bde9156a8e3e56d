using System.CommandLine;

namespace DfsAspire.Client.Shell;

/// <summary>What a command of the store works with.</summary>
internal sealed record CommandContext(UserSession Session, ShellSurroundings Surroundings, bool Quiet) : CommandOutput(Surroundings, Quiet)
{
    public Task<IStore> ConnectAsync(CancellationToken cancellationToken) => Session.ConnectAsync(cancellationToken);
}

/// <summary>Runs a command's body with its context and turns what it throws into an exit code.</summary>
internal delegate Task<int> CommandRunner(ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken);
