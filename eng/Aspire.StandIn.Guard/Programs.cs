using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.StandIn.Guard;

/// <summary>The programs that run, each started, watched and ended here.</summary>
/// <param name="report">Takes every report; must stand being called from several threads.</param>
internal sealed partial class Programs(Action<GuardReport> report)
{
    /// <summary>What programs get when the AppHost is gone and nobody waits for their last words.</summary>
    public static readonly TimeSpan GraceWithoutAppHost = TimeSpan.FromSeconds(5);

    private const int SigTerm = 15;

    private readonly ConcurrentDictionary<string, (Process Process, Task Ended)> _running = [];

    public void Start(GuardOrder order)
    {
        var start = new ProcessStartInfo(order.File, order.Arguments)
        {
            WorkingDirectory = order.Directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in order.Environment)
            start.Environment[name] = value;
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new InvalidOperationException("No new process came to be.");
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            report(new GuardReport(ReportKind.Failed, order.Id) { Text = $"{order.File} could not be started: {exception.Message}" });
            return;
        }

        process.StandardInput.Close();
        report(new GuardReport(ReportKind.Started, order.Id) { Number = process.Id });
        var watching = new TaskCompletionSource();
        _running[order.Id] = (process, watching.Task);
        _ = WatchAsync(order.Id, process, watching);
    }

    /// <summary>Asks a program to end and kills it when it has not done so within the grace.</summary>
    public void Stop(string id, TimeSpan grace)
    {
        if (_running.TryGetValue(id, out var running))
            _ = EndAsync(running.Process, running.Ended, grace);
    }

    public Task StopAllAsync(TimeSpan grace) =>
        Task.WhenAll(_running.Values.Select(running => EndAsync(running.Process, running.Ended, grace)));

    private async Task WatchAsync(string id, Process process, TaskCompletionSource watching)
    {
        var output = ForwardAsync(process.StandardOutput, id, ReportKind.Output);
        var error = ForwardAsync(process.StandardError, id, ReportKind.Error);
        await process.WaitForExitAsync();
        _running.TryRemove(id, out _);

        // A grandchild may have inherited the pipes and keep them open; the program's own last lines come at once.
        await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(TimeSpan.FromSeconds(1)));
        report(new GuardReport(ReportKind.Exited, id) { Number = process.ExitCode });
        watching.SetResult();
        process.Dispose();
    }

    private async Task ForwardAsync(StreamReader lines, string id, ReportKind kind)
    {
        try
        {
            while (await lines.ReadLineAsync() is { } line)
                report(new GuardReport(kind, id) { Text = line });
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The program is gone.
        }
    }

    private static async Task EndAsync(Process process, Task ended, TimeSpan grace)
    {
        try
        {
            if (OperatingSystem.IsWindows() || Kill(process.Id, SigTerm) != 0)
                process.Kill(entireProcessTree: true);
            await ended.WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            KillTree(process);
            await ended;
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    private static void KillTree(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
