using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>What no portable call does to a process: ask it to end, freeze it, thaw it.</summary>
internal static partial class Signals
{
    private const int Term = 15;
    private static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;
    private static readonly int Continue = OperatingSystem.IsMacOS() ? 19 : 18;

    public static void AskToEnd(Process process) => Send(process, Term);

    public static void Freeze(Process process) => Send(process, Stop);

    public static void Thaw(Process process) => Send(process, Continue);

    private static void Send(Process process, int signal)
    {
        if (kill(process.Id, signal) != 0)
            throw new InvalidOperationException($"Signal {signal} did not reach process {process.Id}: error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
