using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Repair;

/// <summary>Re-reads every part and the catalog within its period, at a bounded rate, and leaves what it finds damaged to repair.</summary>
internal sealed class Scrub(Volume volume, RepairOptions options, Pace pace, TimeProvider time, ILogger<Scrub> log) : BackgroundService
{
    private const int PageParts = 50;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile ScrubProgress _progress = ScrubProgress.None;
    private long? _catalogChecked;

    /// <summary>How far the running scrub is.</summary>
    public ScrubProgress Progress => _progress;

    /// <summary>Checks the catalog and reads every part, whenever it was last read; answers how many were found damaged or gone.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken) =>
        await volume.Store.CheckCatalogAsync(cancellationToken) ? await ReadPartsAsync(time.GetUtcNow(), cancellationToken) : 0;

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
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryRunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    // What was neither read nor written since a moment, after a scrub that runs already.
    private async Task<int> ReadPartsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await ReadAllAsync(since.ToUnixTimeMilliseconds(), cancellationToken);
        }
        finally
        {
            _progress = ScrubProgress.None;
            _oneAtATime.Release();
        }
    }

    private async Task<int> ReadAllAsync(long since, CancellationToken cancellationToken)
    {
        var faults = 0;
        var progress = new ScrubProgress(0, await volume.Store.CountUncheckedAsync(since, cancellationToken));
        while (await volume.Store.ListUncheckedAsync(since, PageParts, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var part in page)
            {
                _progress = progress;
                await pace.SpendAsync(part.Row.Info.Length, cancellationToken);
                var check = await volume.Store.CheckPartAsync(part.User, part.Content, part.Row.Part, cancellationToken);
                if (check.Status != Protocol.Messages.Status.Ok)
                    faults++;
                progress = progress with { PartsRead = progress.PartsRead + 1 };
            }
        }

        return faults;
    }

    private async Task TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!volume.Store.Identity.IsFounded)
                return;
            if (_catalogChecked is not { } checkedAt || time.GetElapsedTime(checkedAt) >= options.ScrubPeriod)
            {
                await volume.Store.CheckCatalogAsync(cancellationToken);
                _catalogChecked = time.GetTimestamp();
            }

            await ReadPartsAsync(time.GetUtcNow() - options.ScrubPeriod, cancellationToken);
        }
        catch (StoreException fault)
        {
            log.ScrubFailed(fault.Message);
        }
    }
}
