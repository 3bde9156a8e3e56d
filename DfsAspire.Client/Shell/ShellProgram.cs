using System.CommandLine;
using DfsAspire.Client.Gateway;
using DfsAspire.Client.Shell.Commands;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Shell.Prompt;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Client.Shell;

/// <summary>The program <c>dfs</c>: commands for scripts, the original's prompt when there is none, and the two programs that the AppHost starts.</summary>
public sealed class ShellProgram
{
    internal const string Serve = "serve";
    internal const string Found = "found";

    private const string NodesSetting = "the nodes as services__node1__dfs__0=tcp://HOST:PORT to node4";

    private readonly ShellSurroundings _surroundings;
    private readonly Option<string?> _config = new("--config")
    {
        Description = $"The configuration file. Otherwise: the variable {ConfigurationFile.Variable}, {ConfigurationFile.Name} in the working directory, that of the store running on this machine.",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<string?> _user = new("--user") { Description = $"A user of the configuration; otherwise its first. The password comes from there, from the variable {Secrets.UserVariable}, or is asked for.", HelpName = "NAME", Recursive = true };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No progress and no line for each file.", Recursive = true };

    private ShellProgram(ShellSurroundings surroundings) => _surroundings = surroundings;

    /// <summary>Runs the program and returns one of <see cref="ExitCode"/>.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, ShellSurroundings surroundings, CancellationToken cancellationToken) =>
        CommandLine.RunAsync(CreateRoot(surroundings), arguments, surroundings, cancellationToken);

    /// <summary>All commands, as a process with these surroundings has them.</summary>
    internal static RootCommand CreateRoot(ShellSurroundings surroundings) => new ShellProgram(surroundings).CreateRoot();

    private RootCommand CreateRoot()
    {
        var root = CommandLine.CreateRoot("A distributed file store. Without a command: a prompt.", RunStoreCommandAsync);
        root.Options.Add(_config);
        root.Options.Add(_user);
        root.Options.Add(_quiet);
        root.SetAction((parse, cancellationToken) => GuardAsync(() => RunPromptAsync(parse, cancellationToken)));

        root.Subcommands.Add(RecoverCommand.Create(RunRecoveryAsync));
        root.Subcommands.Add(CompletionCommands.CreateScript(_surroundings));
        root.Subcommands.Add(CompletionCommands.CreateAsk(root, _surroundings, typed => Open(typed, _surroundings with { Error = TextWriter.Null })));
        root.Subcommands.Add(DoctorCommand.Create(RunDoctorAsync));
        root.Subcommands.Add(UserCommand.Create(RunStoreCommandAsync, RunAsAdministratorAsync));

        var serve = new Command(
            Serve,
            $"The gateway: web page, WebDAV and REST API before the store. Needs in its environment Dfs__User, Dfs__Password, and {NodesSetting}; docs/gateway.md and docs/operations.md, \"By hand\", have the rest. The AppHost starts it by itself.");
        serve.SetAction((_, cancellationToken) => GuardAsync(async () =>
        {
            await Worker.RunAsync(cancellationToken);
            return ExitCode.Done;
        }));
        root.Subcommands.Add(serve);

        var json = JsonOutput.Option();
        var found = new Command(
            Found,
            $"Founds the cluster, once, and makes the accounts that are missing. Needs in its environment Dfs__AdminSecret, Dfs__ClusterSecret, Dfs__Users__0__Name and Dfs__Users__0__Password (and 1, 2, …), and {NodesSetting}; docs/operations.md, \"By hand\", has the rest. The AppHost does it by itself.") { json };
        found.SetAction((parse, cancellationToken) => GuardAsync(async () =>
        {
            using var interrupt = new Interrupt(cancellationToken);
            await FoundCommand.RunAsync(_surroundings, parse.GetValue(json), interrupt.Token);
            return ExitCode.Done;
        }));
        root.Subcommands.Add(found);
        return root;
    }

    private Task<int> RunStoreCommandAsync(ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken) =>
        GuardAsync(async () =>
        {
            using var interrupt = new Interrupt(cancellationToken);
            await using var session = Open(parse);
            using var tracing = CommandTracing.Start(session.Configuration.Telemetry, _surroundings.Variable);
            using var root = DfsTelemetry.Source.StartActivity($"dfs {parse.CommandResult.Command.Name}");
            return await body(new CommandContext(session, _surroundings, parse.GetValue(_quiet)), interrupt.Token);
        });

    private Task<int> RunAsAdministratorAsync(
        ParseResult parse, Func<AdministratorContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken) => GuardAsync(async () =>
        {
            using var interrupt = new Interrupt(cancellationToken);
            var configuration = ConfigurationFile.Read(ConfigurationFile.Find(parse.GetValue(_config), _surroundings));
            using var tracing = CommandTracing.Start(configuration.Telemetry, _surroundings.Variable);
            using var root = DfsTelemetry.Source.StartActivity($"dfs user {parse.CommandResult.Command.Name}");
            return await body(new AdministratorContext(configuration, _surroundings, parse.GetValue(_quiet)), interrupt.Token);
        });

    private Task<int> RunRecoveryAsync(
        ParseResult parse, Func<CommandOutput, RecoveryLogin, CancellationToken, Task<int>> body, CancellationToken cancellationToken) => GuardAsync(async () =>
        {
            using var interrupt = new Interrupt(cancellationToken);
            var login = new RecoveryLogin(parse.GetValue(_config), parse.GetValue(_user), _surroundings);
            return await body(new CommandOutput(_surroundings, parse.GetValue(_quiet)), login, interrupt.Token);
        });

    private Task<int> RunDoctorAsync(
        ParseResult parse, Func<CommandOutput, string?, string?, CancellationToken, Task<int>> body, CancellationToken cancellationToken) => GuardAsync(async () =>
        {
            using var interrupt = new Interrupt(cancellationToken);
            return await body(new CommandOutput(_surroundings, parse.GetValue(_quiet)), parse.GetValue(_config), parse.GetValue(_user), interrupt.Token);
        });

    private async Task<int> RunPromptAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var session = Open(parse);
        using var tracing = CommandTracing.Start(session.Configuration.Telemetry, _surroundings.Variable);
        return await new PromptLoop(new CommandContext(session, _surroundings, parse.GetValue(_quiet))).RunAsync(cancellationToken);
    }

    private UserSession Open(ParseResult parse) => Open(parse, _surroundings);

    private UserSession Open(ParseResult parse, ShellSurroundings surroundings) => UserSession.Open(parse.GetValue(_config), parse.GetValue(_user), surroundings);

    private async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception exception)
        {
            foreach (var line in Failure.LinesOf(exception))
                _surroundings.Error.WriteLine(DisplayText.Safe(line));
            return Failure.Of(exception).ExitCode;
        }
    }
}
