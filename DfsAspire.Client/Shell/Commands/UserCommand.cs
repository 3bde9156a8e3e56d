using System.CommandLine;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>Runs the body of a command of the administrator.</summary>
internal delegate Task<int> AdministratorRunner(
    ParseResult parse, Func<AdministratorContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken);

/// <summary>All that concerns accounts: what the administrator does, and what users do with their own.</summary>
internal static class UserCommand
{
    public const string Name = "user";

    public static Command Create(CommandRunner run, AdministratorRunner administer)
    {
        var command = new Command(Name, "Accounts. The administrator adds, limits and removes users; users change their own passwords.")
        {
            OwnAccountCommands.CreatePassword(run),
            OwnAccountCommands.CreateRecoveryKey(run),
            OwnAccountCommands.CreateRecover(run),
            RotateKeyCommand.Create(run),
        };
        foreach (var one in AdministratorCommands.CreateAll(administer))
            command.Subcommands.Add(one);
        return command;
    }
}
