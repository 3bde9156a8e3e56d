using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DfsAspire.StandIn.Tests;

/// <summary>Looks at processes from outside, as an administrator would.</summary>
internal static partial class Processes
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    /// <summary>All processes that a process started, and those that these started.</summary>
    public static IReadOnlyList<int> Descendants(int process)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Parent: Parent(id)))
            .ToLookup(one => one.Parent, one => one.Id);
        var found = new List<int>();
        var open = new Queue<int>([process]);
        while (open.TryDequeue(out var next))
        {
            found.AddRange(parents[next]);
            foreach (var child in parents[next])
                open.Enqueue(child);
        }
        return found;
    }

    /// <summary>The environment a process was started with.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(int process) => File.ReadAllText($"/proc/{process}/environ")
        .Split('\0', StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split('=', 2))
        .ToDictionary(entry => entry[0], entry => entry.Length > 1 ? entry[1] : "");

    /// <summary>The command line that anybody on the machine sees.</summary>
    public static IReadOnlyList<string> CommandLineOf(int process) => File.ReadAllText($"/proc/{process}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    public static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0)
            throw new InvalidOperationException($"The process {process} could not be signalled.");
    }

    /// <summary>Returns when the process is gone.</summary>
    public static async Task GoneAsync(int process, CancellationToken cancellationToken)
    {
        try
        {
            using var watched = Process.GetProcessById(process);
            await watched.WaitForExitAsync(cancellationToken);
        }
        catch (ArgumentException)
        {
            // It was gone already.
        }
    }

    private static int Parent(int process)
    {
        try
        {
            // The name in parentheses may hold anything, so the fields are counted from its end: state, then parent.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
