using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>What no portable call does to a process: ask it to end, freeze it, thaw it.</summary>
internal static partial class Signals
{
    private const int Term = 15;
    private static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    private static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void AskToEnd(Process process) => Send(process, Term);

    /// <summary>When it returns the process does nothing any more: a thread that runs on another processor stops a little later than the signal is sent, and might answer once more.</summary>
    public static void Freeze(Process process)
    {
        Send(process, Stop);
        if (OperatingSystem.IsLinux() && !SpinWait.SpinUntil(() => IsStopped(process.Id), Patience))
            throw new InvalidOperationException($"Process {process.Id} does not stop.");
    }

    public static void Thaw(Process process) => Send(process, Continue);

    // proc(5): the state follows the name, which is in parentheses.
    private static bool IsStopped(int process) => Directory.EnumerateDirectories($"/proc/{process}/task").All(thread =>
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(thread, "stat"));
            return stat[stat.LastIndexOf(')') + 2] is 'T' or 't';
        }
        catch (IOException)
        {
            // The thread has ended.
            return true;
        }
    });

    private static void Send(Process process, int signal)
    {
        if (kill(process.Id, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} did not reach process {process.Id}: error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
