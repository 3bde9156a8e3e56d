using System.Diagnostics;
using System.Text;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>
/// Other people's shells with the real program on their path. What is typed and completed runs a <c>dfs</c> that notes its arguments; <c>dfs complete</c>
/// and <c>dfs completion</c> are the real ones.
/// </summary>
internal sealed class RealShell : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private const string Program = """
        #!/bin/sh
        case "$1" in
        completion) exec "$DFS_DOTNET" exec "$DFS_PROGRAM" "$@" ;;
        complete)
            "$DFS_DOTNET" exec "$DFS_PROGRAM" "$@"
            code=$?
            echo >> asked
            exit $code ;;
        esac
        { printf '%s\n' "$@"; echo; } >> called
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dfs-real-shell-");

    public RealShell(string configuration)
    {
        File.WriteAllText(Local("dfs.conf"), configuration);
        File.WriteAllText(Path.Combine(_directory.CreateSubdirectory("bin").FullName, "dfs"), Program.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Local("dfs.conf"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(Local("bin/dfs"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>A file in the shell's working directory.</summary>
    public string Local(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Types lines at a terminal, where a tab stands for the key, and answers with what each of them ran and all that was to be seen.</summary>
    /// <param name="command">The shell.</param>
    /// <param name="setup">What is typed before.</param>
    /// <param name="lines">The lines.</param>
    public async Task<(IReadOnlyList<string> Called, string Screen)> TypeAsync(string command, string setup, IEnumerable<string> lines)
    {
        var start = Start("script", "-qec", command, "/dev/null");
        using var process = Process.Start(start)!;
        using var leash = new Leash(process);
        var screen = new StringBuilder();
        var reading = ReadAsync(process.StandardOutput, screen);
        // Not the very word: the terminal shows what is typed.
        await TypeAsync(process, $"{setup}; echo rea''dy\n");
        await Eventually.TrueAsync("the shell is ready", Patience, () => Task.FromResult(Text(screen).Contains("ready", StringComparison.Ordinal)));
        var called = 0;
        foreach (var line in lines)
        {
            var pieces = line.Split('\t');
            for (var i = 0; i < pieces.Length; i++)
            {
                var before = Text(screen).Length;
                await TypeAsync(process, pieces[i]);
                if (i == pieces.Length - 1)
                    break;
                await Eventually.TrueAsync($"'{pieces[i]}' is to be seen", Patience, () => Task.FromResult(Text(screen).Length >= before + pieces[i].Length));
                await PressTabAsync(process, screen);
            }

            await TypeAsync(process, "\n");
            called++;
            try
            {
                await Eventually.TrueAsync($"'{line}' runs something", Patience, () => Task.FromResult(Called().Count >= called));
            }
            catch (TimeoutException late)
            {
                throw new TimeoutException($"{late.Message} The end of the screen: {Text(screen)[Math.Max(0, Text(screen).Length - 500)..]}", late);
            }
        }

        await TypeAsync(process, "exit\n");
        await process.WaitForExitAsync().WaitAsync(Patience);
        await reading;
        return (Called(), Text(screen));
    }

    /// <summary>Runs a shell to its end and answers with what it said.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Start(program, arguments))!;
        using var leash = new Leash(process);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        return await output + await error;
    }

    /// <summary>The arguments of each call so far, with a bar between them.</summary>
    public IReadOnlyList<string> Called() => File.Exists(Local("called"))
        ? [.. File.ReadAllText(Local("called")).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(call => call.Replace('\n', '|'))]
        : [];

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task PressTabAsync(Process process, StringBuilder screen)
    {
        // A shell may take what is typed while it completes for the end of it. So: the answer, and something new to be seen, if only the bell.
        var (asked, seen) = (Asked(), Text(screen).Length);
        await TypeAsync(process, "\t");
        await Eventually.TrueAsync("the shell asks and shows what it was told", Patience, () => Task.FromResult(Asked() > asked && Text(screen).Length > seen));
    }

    private long Asked() => File.Exists(Local("asked")) ? new FileInfo(Local("asked")).Length : 0;

    private ProcessStartInfo Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _directory.FullName,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in ((string, string)[])
        [
            ("PATH", $"{Local("bin")}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}"),
            ("DFS_DOTNET", Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"),
            ("DFS_PROGRAM", typeof(DfsClient).Assembly.Location),
            ("DFS_CONFIG", Local("dfs.conf")),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
            ("HOME", _directory.FullName), ("XDG_DATA_HOME", _directory.FullName), ("XDG_CONFIG_HOME", _directory.FullName),
            ("SHELL", "/bin/sh"), ("TERM", "dumb"), ("LC_ALL", "C.UTF-8"), ("INPUTRC", "/dev/null"), ("HISTFILE", "/dev/null"),
            ("POWERSHELL_TELEMETRY_OPTOUT", "1"), ("POWERSHELL_UPDATECHECK", "Off"),
        ])
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task TypeAsync(Process process, string keys)
    {
        await process.StandardInput.WriteAsync(keys);
        await process.StandardInput.FlushAsync();
    }

    private static async Task ReadAsync(StreamReader output, StringBuilder screen)
    {
        var buffer = new char[1024];
        while (await output.ReadAsync(buffer) is > 0 and var read)
        {
            lock (screen)
                screen.Append(buffer, 0, read);
        }
    }

    private static string Text(StringBuilder screen)
    {
        lock (screen)
            return screen.ToString();
    }
}
