using DfsAspire.Client.Shell.Prompt;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Shell;

/// <summary>Everything the command line takes from its process, in one place, so that a test can put its own there.</summary>
public sealed record ShellSurroundings
{
    /// <summary>Commands, when they are typed or piped in.</summary>
    public required TextReader In { get; init; }

    /// <summary>Opens the standard input for bytes: contents that are piped in.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Opens the standard output for bytes: contents that are piped on.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>Answers.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors and notes.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>A person sits at both ends: input and output are a terminal.</summary>
    public bool IsInteractive { get; init; }

    /// <summary><see cref="Error"/> is a terminal, on which progress can be drawn.</summary>
    public bool DrawsProgress { get; init; }

    /// <summary>Asks for a secret without showing what is typed; null when <see cref="In"/> is no terminal and is read instead.</summary>
    public Func<string, CancellationToken, Task<string>>? AskSecret { get; init; }

    /// <summary>Where relative local names begin.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The user's own application data on this machine.</summary>
    public required string ApplicationData { get; init; }

    /// <summary>Looks up an environment variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Logs in at the store.</summary>
    public required Func<DfsClientOptions, CancellationToken, Task<IStore>> Connect { get; init; }

    /// <summary>Asks a node which program it runs, before any log-in; fails as <see cref="Connect"/> does.</summary>
    internal Func<NodeAddress, TlsPolicy, CancellationToken, Task<string>> AskProgram { get => field ?? ((node, tls, token) => NodeProgram.AskAsync(node, tls, Time, token)); init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The surroundings of this process.</summary>
    public static ShellSurroundings OfThisProcess() => new()
    {
        In = Console.In,
        Out = Console.Out,
        Error = Console.Error,
        IsInteractive = !Console.IsInputRedirected && !Console.IsOutputRedirected,
        DrawsProgress = !Console.IsErrorRedirected,
        AskSecret = Console.IsInputRedirected ? null : SecretPrompt.AskAsync,
        WorkingDirectory = Environment.CurrentDirectory,
        ApplicationData = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        Variable = Environment.GetEnvironmentVariable,
        Connect = static async (options, cancellationToken) =>
            new ConnectedStore(await DfsClient.ConnectAsync(options, cancellationToken)),
    };
}
