using System.Diagnostics.Tracing;

namespace DfsAspire.Bench;

/// <summary>Counts the bytes that go through this process's sockets, by the runtime's own counters.</summary>
internal sealed class WireMeter : EventListener
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private double _sent;
    private double _received;

    /// <summary>Bytes sent and received so far, once the counters have caught up.</summary>
    public async Task<(double Sent, double Received)> ReadAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(3 * Interval, cancellationToken);
        return (Volatile.Read(ref _sent), Volatile.Read(ref _received));
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Net.Sockets")
            EnableEvents(eventSource, EventLevel.Critical, EventKeywords.None, new Dictionary<string, string?> { ["EventCounterIntervalSec"] = "0.25" });
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName != "EventCounters" || eventData.Payload?[0] is not IDictionary<string, object> counter || !counter.TryGetValue("Mean", out var value))
            return;
        switch (counter["Name"])
        {
            case "bytes-sent":
                Volatile.Write(ref _sent, (double)value);
                break;
            case "bytes-received":
                Volatile.Write(ref _received, (double)value);
                break;
        }
    }
}
