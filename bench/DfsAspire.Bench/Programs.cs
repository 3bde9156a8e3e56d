using System.Diagnostics;
using System.Reflection;

namespace DfsAspire.Bench;

/// <summary>Runs other programs to their end.</summary>
internal static class Programs
{
    /// <summary>The command line and the worker.</summary>
    public static string Client { get; } = typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ClientProgram").Value!;

    /// <summary>The runtime's own program.</summary>
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs the command line and answers how long it took, from its start to its end.</summary>
    public static Task<TimeSpan> RunDfsAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(Dotnet, ["exec", Client, .. arguments], cancellationToken);

    /// <summary>Runs a program and answers how long it took, from its start to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<TimeSpan> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? watch.Elapsed : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors}");
    }
}
