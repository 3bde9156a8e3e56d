using System.Diagnostics;

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>Other people's WebDAV programs.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program to its end and answers what it said.</summary>
    public static Task<(int Code, string Output)> RunAsync(ProcessStartInfo start, string directory, params string[] arguments) => RunAsync(start, directory, Patience, arguments);

    /// <summary>The same, for a program that may take longer than others.</summary>
    public static async Task<(int Code, string Output)> RunAsync(ProcessStartInfo start, string directory, TimeSpan patience, params string[] arguments)
    {
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = directory;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var leash = new Leash(process);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(patience);
        return (process.ExitCode, await output + await error);
    }
}
