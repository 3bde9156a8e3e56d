using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Hosting;

/// <summary>Opens the volume anew when its catalog may not be built on any more, again and again until the cause is gone.</summary>
internal sealed class VolumeWatch(Volume volume, TimeProvider time, ILogger<NodeStore> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (volume.Store.Condemned is { } cause)
                    await TryReopenAsync(cause, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task TryReopenAsync(StoreException cause, CancellationToken cancellationToken)
    {
        try
        {
            VolumeLog.Reopening(log, cause.Message);
            await volume.ReopenAsync(cancellationToken);
            VolumeLog.Reopened(log);
        }
        catch (Exception fault) when (fault is StoreException or IOException or UnauthorizedAccessException)
        {
            VolumeLog.StillFailing(log, fault.Message);
        }
    }
}

internal static partial class VolumeLog
{
    [LoggerMessage(3010, LogLevel.Error, "The volume failed and is opened anew: {Cause}")]
    public static partial void Reopening(ILogger log, string cause);

    [LoggerMessage(3011, LogLevel.Information, "The volume is open again.")]
    public static partial void Reopened(ILogger log);

    [LoggerMessage(3012, LogLevel.Warning, "The volume cannot be opened yet: {Reason}")]
    public static partial void StillFailing(ILogger log, string reason);
}
