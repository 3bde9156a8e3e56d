using DfsAspire.Client.Store;
using Spectre.Console;

namespace DfsAspire.Client.Shell.Output;

/// <summary>Draws how far a transfer is: bar, bytes, rate, remaining time. On a terminal only, and only when it takes long enough to be read.</summary>
internal static class TransferDisplay
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromMilliseconds(100);

    public static async Task<T> RunAsync<T>(CommandOutput shell, string label, Func<IProgress<TransferProgress>?, Task<T>> transfer)
    {
        if (!shell.DrawsProgress)
            return await transfer(null);
        var latest = new Latest();
        var running = transfer(latest);
        if (await CompletesWithin(running, Patience, shell.Surroundings.Time))
            return await running;
        await DrawAsync(shell.Surroundings, label, running, latest);
        return await running;
    }

    private static Task DrawAsync(ShellSurroundings surroundings, string label, Task running, Latest latest)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Error) });
        var bar = new Progress(console)
        {
            AutoClear = true,
            AutoRefresh = false,
            ExcludeVerticalPadding = true,
        };
        bar.Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn { Base = FileSizeBase.Decimal }, new TransferSpeedColumn { Base = FileSizeBase.Decimal }, new RemainingTimeColumn());
        return bar.StartAsync(async drawing =>
        {
            var task = drawing.AddTask(Markup.Escape(DisplayText.Safe(label)));
            bool ended;
            do
            {
                ended = await CompletesWithin(running, RefreshPeriod, surroundings.Time);
                var progress = latest.Value;
                task.MaxValue = Math.Max(1, progress.Total);
                task.Value = progress.Done;
                drawing.Refresh();
            }
            while (!ended);
        });
    }

    private static async Task<bool> CompletesWithin(Task task, TimeSpan period, TimeProvider time) =>
        await Task.WhenAny(task, Task.Delay(period, time, CancellationToken.None)) == task;

    /// <summary>Keeps the last report only. Unlike <see cref="Progress{T}"/> it needs no thread of its own and keeps the order.</summary>
    private sealed class Latest : IProgress<TransferProgress>
    {
        private readonly Lock _gate = new();
        private TransferProgress _value;

        public TransferProgress Value
        {
            get
            {
                lock (_gate)
                    return _value;
            }
        }

        public void Report(TransferProgress value)
        {
            lock (_gate)
                _value = value;
        }
    }
}
