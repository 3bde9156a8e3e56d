using System.Diagnostics;
using System.Reflection;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>The program <c>dfs</c> as people run it: a process of its own.</summary>
internal static class DfsProgram
{
    /// <summary>The file that <c>dotnet exec</c> runs.</summary>
    public static string Assembly { get; } = typeof(DfsProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "DfsProgram").Value!;

    /// <summary>Runs it to its end.</summary>
    /// <param name="directory">Its working directory.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public static Task<DfsProgramRun> RunAsync(string directory, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => RunAsync(
        new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Assembly, .. arguments]) { WorkingDirectory = directory },
        "", cancellationToken);

    /// <summary>Runs a process that is the program, or starts it, to its end.</summary>
    /// <param name="start">What is run where.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public static async Task<DfsProgramRun> RunAsync(ProcessStartInfo start, string input, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        // The program gives its last spans one second to get away. On a busy machine that is enough when the way is known.
        start.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "50";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await GiveAsync(process, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new DfsProgramRun(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task GiveAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already; how, it says itself.
        }
    }
}

/// <summary>What a run of the program left behind.</summary>
internal sealed record DfsProgramRun(int ExitCode, string Output, string Error);
