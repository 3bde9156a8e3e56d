using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>
/// Nodes that have come back under load, and how long each takes, from the start of its process, until it has made good what it missed (<see cref="Committed"/>).
/// One that is killed again before that is not counted.
/// </summary>
internal sealed class Returns(Holdings holdings, TimeSpan patience) : IAsyncDisposable
{
    // Each look lists every folder at every node, and must not be what the machine does most.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, (Task Watching, CancellationTokenSource Killed)> _watched = new();
    private readonly ConcurrentBag<TimeSpan> _whole = [];
    private readonly ConcurrentBag<TimeSpan> _again = [];
    private int _behind;

    /// <summary>How many were whole before they were killed again.</summary>
    public int Whole => _whole.Count;

    /// <summary>How many of those had something to make good when they came back.</summary>
    public int Behind => Volatile.Read(ref _behind);

    /// <summary>What those lack that were not whole in time.</summary>
    public ConcurrentBag<string> Late { get; } = [];

    /// <summary>A node is back.</summary>
    /// <param name="node">Which.</param>
    /// <param name="started">The timestamp of its start.</param>
    public void Watch(int node, long started)
    {
        var killed = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _watched[node] = (WatchAsync(node, started, killed.Token), killed);
    }

    /// <summary>A node is about to be killed again.</summary>
    public async Task ForgetAsync(int node)
    {
        if (!_watched.TryRemove(node, out var watched))
            return;
        using var killed = watched.Killed;
        await killed.CancelAsync();
        await watched.Watching;
    }

    /// <summary>Waits for those that are being watched still.</summary>
    public Task EndAsync() => Task.WhenAll(_watched.Values.Select(watched => watched.Watching));

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Whole} returned nodes, {Behind} of them behind at first, held all that they had missed after {_whole.DefaultIfEmpty().Average(time => time.TotalSeconds):0.0} s in the mean, {_whole.DefaultIfEmpty().Max().TotalSeconds:0.0} s at most, from their start; {_again.Count} were killed again before that, {_again.DefaultIfEmpty().Average(time => time.TotalSeconds):0.0} s after their start in the mean, {_again.DefaultIfEmpty().Max().TotalSeconds:0.0} s at most");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _watched.Keys)
            await ForgetAsync(node);
    }

    private async Task WatchAsync(int node, long started, CancellationToken killed)
    {
        IReadOnlyList<string> lacking = ["too few others answer"];
        Committed? before = null;
        var isBehind = false;
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (Stopwatch.GetElapsedTime(started) < patience)
            {
                before ??= await Committed.TakeAsync(holdings, node, killed);
                if (before is not null)
                {
                    lacking = await before.LackingAsync(killed);
                    if (lacking.Count == 0)
                    {
                        _whole.Add(Stopwatch.GetElapsedTime(started));
                        Interlocked.Add(ref _behind, isBehind ? 1 : 0);
                        return;
                    }

                    isBehind = true;
                }

                await timer.WaitForNextTickAsync(killed);
            }

            Late.Add($"node{node}: {string.Join("; ", lacking)}");
        }
        catch (OperationCanceledException) when (killed.IsCancellationRequested)
        {
            _again.Add(Stopwatch.GetElapsedTime(started));
        }
    }
}
