using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Aspire.StandIn.Guard;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>
/// Starts and ends programs through the guard, a process that holds one end of a pipe to this one and outlives it only
/// to end everything: see eng/Aspire.StandIn.Guard.
/// </summary>
internal sealed class GuardClient(ILogger<GuardClient> log, IHostApplicationLifetime lifetime) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Running> _running = [];
    private readonly Lock _writing = new();
    private Process? _guard;
    private Task _reading = Task.CompletedTask;
    private int _runs;
    private bool _ending;

    public void Start()
    {
        var assembly = typeof(GuardClient).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == "guard").Value!;
        var start = new ProcessStartInfo(DotnetHost.Path, ["exec", assembly])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        _guard = Process.Start(start) ?? throw new DistributedApplicationException($"{DotnetHost.Path} exec {assembly} could not be started.");
        _guard.StandardInput.AutoFlush = true;
        _reading = ReadAsync(_guard);
    }

    /// <summary>Starts a program.</summary>
    /// <returns>The run: its process id once it has one, and its exit code when it has ended.</returns>
    public Running Run(string name, GuardOrder what, Action<string, bool> output)
    {
        var id = $"{name}-{Interlocked.Increment(ref _runs)}";
        var run = _running[id] = new Running(id, output);
        Send(what with { Id = id });
        return run;
    }

    /// <summary>Asks a run to end; it is killed when it takes longer than the grace.</summary>
    public void Stop(Running run, TimeSpan grace) =>
        Send(new GuardOrder(OrderKind.Stop, run.Id) { GraceMilliseconds = (int)grace.TotalMilliseconds });

    public async ValueTask DisposeAsync()
    {
        if (_guard is null)
            return;
        _ending = true;
        lock (_writing)
            _guard.StandardInput.Close();
        await _reading;
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        _guard = null;
    }

    private void Send(GuardOrder order)
    {
        lock (_writing)
        {
            try
            {
                _guard!.StandardInput.WriteLine(JsonSerializer.Serialize(order, GuardJson.Default.GuardOrder));
            }
            catch (IOException)
            {
                // The guard is gone; its reader ends every run.
            }
        }
    }

    private async Task ReadAsync(Process guard)
    {
        while (await guard.StandardOutput.ReadLineAsync() is { } line)
        {
            var report = JsonSerializer.Deserialize(line, GuardJson.Default.GuardReport)!;
            if (_running.TryGetValue(report.Id, out var run))
                Take(report, run);
        }
        await guard.WaitForExitAsync();
        if (!_ending)
            Lose(guard.ExitCode);
    }

    private void Take(GuardReport report, Running run)
    {
        switch (report.Kind)
        {
            case ReportKind.Started:
                run.HasStarted.TrySetResult(report.Number);
                break;
            case ReportKind.Failed:
                _running.TryRemove(run.Id, out _);
                run.HasStarted.TrySetException(new DistributedApplicationException(report.Text));
                run.HasExited.TrySetResult(-1);
                break;
            case ReportKind.Output or ReportKind.Error:
                run.Output(report.Text, report.Kind == ReportKind.Error);
                break;
            case ReportKind.Exited:
                _running.TryRemove(run.Id, out _);
                run.HasExited.TrySetResult(report.Number);
                break;
        }
    }

    // Only a SIGKILL of the guard itself leads here: its children live on and have to be ended by their ids.
    private void Lose(int exitCode)
    {
        RunningLog.GuardLost(log, exitCode);
        foreach (var run in _running.Values)
        {
            if (run.Started.IsCompletedSuccessfully)
                Kill(run.Started.Result);
            run.HasStarted.TrySetException(new DistributedApplicationException("The guard process ended."));
            run.HasExited.TrySetResult(-1);
        }
        lifetime.StopApplication();
    }

    private static void Kill(int processId)
    {
        try
        {
            using var orphan = Process.GetProcessById(processId);
            orphan.Kill(entireProcessTree: true);
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }

    /// <summary>One run of one program.</summary>
    internal sealed class Running(string id, Action<string, bool> output)
    {
        public string Id { get; } = id;

        public Action<string, bool> Output { get; } = output;

        public TaskCompletionSource<int> HasStarted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<int> HasExited { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> Started => HasStarted.Task;

        public Task<int> Exited => HasExited.Task;
    }
}
