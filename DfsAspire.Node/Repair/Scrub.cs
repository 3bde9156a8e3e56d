using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Re-reads every part and the catalog within its period, at a bounded rate, and leaves what it finds damaged to repair. Files that nobody
/// asks for go.
/// </summary>
internal sealed class Scrub(Volume volume, RepairOptions options, Pace pace, TimeProvider time, ILogger<Scrub> log) : BackgroundService
{
    private const int PageParts = 50;

    private static readonly TimeSpan LeastStrayAge = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile ScrubProgress _progress = ScrubProgress.None;
    private long? _catalogChecked;

    /// <summary>How far the running scrub is.</summary>
    public ScrubProgress Progress => _progress;

    /// <summary>Checks the catalog and reads every part, whenever it was last read.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await volume.Store.CheckCatalogAsync(pace.SpendAsync, cancellationToken))
            return;
        await ReadPartsAsync(time.GetUtcNow(), cancellationToken);
        await ClearStraysAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _oneAtATime.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A hundredth of the period at a time: parts come due one after the other, not all at once.
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(Math.Clamp(options.ScrubPeriod.TotalSeconds / 100, 1, 600)), time);
        try
        {
            if (volume.Store.IsDistrustInherited)
                await TryRunAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryRunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    // What was neither read nor written since a moment, after a scrub that runs already.
    private async Task ReadPartsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await ReadAllAsync(since.ToUnixTimeMilliseconds(), cancellationToken);
        }
        finally
        {
            _progress = ScrubProgress.None;
            _oneAtATime.Release();
        }
    }

    private async Task ReadAllAsync(long since, CancellationToken cancellationToken)
    {
        var progress = new ScrubProgress(0, await volume.Store.CountUncheckedAsync(since, cancellationToken));
        // No more than that: where the clock was set back meanwhile, what was just read seems to be unread since before the scrub began.
        while (progress.PartsRead < progress.PartsDue && await volume.Store.ListUncheckedAsync(since, PageParts, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var part in page.Take((int)Math.Min(PageParts, progress.PartsDue - progress.PartsRead)))
            {
                _progress = progress;
                await volume.Store.CheckPartAsync(part.User, part.Content, part.Row.Part, pace.SpendAsync, cancellationToken);
                // What was found is kept: of a small part that is what it costs.
                await pace.SpendOnSyncsAsync(Pace.BytesOfAChange, cancellationToken);
                progress = progress with { PartsRead = progress.PartsRead + 1 };
            }
        }
    }

    // A node that lost its catalog does not know what others still keep of what was replaced: such a file stays as long as theirs at least, counted from when it was written.
    private Task<int> ClearStraysAsync(CancellationToken cancellationToken) => volume.Store.ClearStraysAsync(
        options.ReplacedLife > LeastStrayAge ? options.ReplacedLife : LeastStrayAge, pace.SpendAsync, cancellationToken);

    private async Task TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!volume.Store.Identity.IsFounded)
                return;
            if (volume.Store.Distrust is not null)
            {
                await LookAgainAsync(volume.Store, cancellationToken);
                return;
            }

            if (_catalogChecked is not { } checkedAt || time.GetElapsedTime(checkedAt) >= options.ScrubPeriod)
            {
                if (!await volume.Store.CheckCatalogAsync(pace.SpendAsync, cancellationToken))
                    return;
                await ClearStraysAsync(cancellationToken);
                _catalogChecked = time.GetTimestamp();
            }

            await ReadPartsAsync(time.GetUtcNow() - options.ScrubPeriod, cancellationToken);
        }
        catch (StoreException fault)
        {
            log.ScrubFailed(fault.Message);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // What nobody expected must not end the node: the next time may find the cause gone.
            log.ScrubBroke(fault);
        }
    }

    // As fast as it goes: the node is silent.
    private static Task LookAgainAsync(NodeStore store, CancellationToken cancellationToken) =>
        store.IsDistrustInherited ? store.CheckCatalogAsync(cancellationToken) : store.KeepDistrustAsync();
}
