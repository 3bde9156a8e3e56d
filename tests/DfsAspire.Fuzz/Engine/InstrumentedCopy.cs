using System.Diagnostics;
using SharpFuzz;

namespace DfsAspire.Fuzz.Engine;

/// <summary>A copy of this program whose product assemblies say which branches they take, and running it.</summary>
internal sealed class InstrumentedCopy : IDisposable
{
    /// <summary>Stands first on the command line of the copy.</summary>
    public const string Mark = "--instrumented";

    private static readonly string[] Products = ["DfsAspire.Protocol.dll", "DfsAspire.Node.dll", "dfs.dll"];

    // Of this process: another one may be fuzzing too.
    private readonly string _directory = Path.Combine(CorpusDirectory.Metadata("Artifacts"), $"bin-{Environment.ProcessId}");

    /// <summary>Makes the copy.</summary>
    public InstrumentedCopy()
    {
        Dispose();
        CopyAll(AppContext.BaseDirectory, _directory);
        foreach (var product in Products)
            Fuzzer.Instrument(Path.Combine(_directory, product), static type => type.StartsWith("DfsAspire.", StringComparison.Ordinal), Options.Value);
        // Half of all reading is done there.
        Fuzzer.Instrument(Path.Combine(_directory, "MessagePack.dll"), static type => type.StartsWith("MessagePack.MessagePackReader", StringComparison.Ordinal), Options.Value);
    }

    /// <summary>Where a target's running input is kept.</summary>
    public static string LastInputOf(FuzzTarget target) => Path.Combine(CorpusDirectory.ArtifactsOf(target), "last-input");

    /// <summary>Removes the copy.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Runs the copy for one target and answers its exit code. An input that ends the whole process is kept like any other.</summary>
    public async Task<int> RunAsync(FuzzTarget target, Arguments arguments)
    {
        var program = Path.Combine(_directory, $"{typeof(InstrumentedCopy).Assembly.GetName().Name}.dll");
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        foreach (var argument in (IEnumerable<string>)[program, Mark, .. arguments.Of(target)])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode is not (0 or Program.Faults or Program.Hung) && LastInput.Read(LastInputOf(target)) is { } input)
            Console.WriteLine($"{target.Name}: the process ended with {process.ExitCode}\n  the input: {CorpusDirectory.OfMachine(target, "found").Add(input, "ended-")}");
        return process.ExitCode;
    }

    private static void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var directory in Directory.GetDirectories(from))
            CopyAll(directory, Path.Combine(to, Path.GetFileName(directory)));
    }
}
