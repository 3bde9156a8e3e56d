using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Nodes that have come back under load, and how long each takes until nothing it should hold is missing or damaged. One that is killed again before that is not counted.</summary>
internal sealed class Returns(DfsClient client, TimeSpan patience) : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<int, (Task Watching, CancellationTokenSource Killed)> _watched = new();
    private readonly ConcurrentBag<TimeSpan> _whole = [];
    private int _again;

    /// <summary>How many were whole before they were killed again.</summary>
    public int Whole => _whole.Count;

    /// <summary>What those lack that were not whole in time.</summary>
    public ConcurrentBag<string> Late { get; } = [];

    /// <summary>A node is back.</summary>
    public void Watch(int node)
    {
        var killed = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _watched[node] = (WatchAsync(node, killed.Token), killed);
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
        $"{Whole} returned nodes were whole after {_whole.DefaultIfEmpty().Average(time => time.TotalSeconds):0.0} s in the mean, {_whole.DefaultIfEmpty().Max().TotalSeconds:0.0} s at most; {_again} were killed again before that");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _watched.Keys)
            await ForgetAsync(node);
    }

    private async Task WatchAsync(int node, CancellationToken killed)
    {
        var watch = Stopwatch.StartNew();
        var seen = "";
        using var timer = new PeriodicTimer(Period);
        try
        {
            while (watch.Elapsed < patience)
            {
                if ((await client.GetStatusAsync(killed)).Nodes[node - 1].Status is { } status)
                {
                    if (status is { State: NodeState.Ready, PartsMissing: 0, PartsDamaged: 0 })
                    {
                        _whole.Add(watch.Elapsed);
                        return;
                    }

                    seen = $"{status.State}, {status.PartsMissing} parts missing, {status.PartsDamaged} damaged";
                }

                await timer.WaitForNextTickAsync(killed);
            }

            Late.Add($"node{node}: {seen}");
        }
        catch (OperationCanceledException) when (killed.IsCancellationRequested)
        {
            Interlocked.Increment(ref _again);
        }
    }
}
