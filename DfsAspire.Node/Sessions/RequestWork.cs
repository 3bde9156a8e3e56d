using System.Diagnostics;
using System.Globalization;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Sessions;

/// <summary>One request at work: its span, its deadline and how it ends.</summary>
internal sealed class RequestWork : IDisposable
{
    private readonly Activity? _span;
    private readonly TimeProvider _time;
    private readonly long _started;

    public RequestWork(string name, RequestHeader header, TimeProvider time)
    {
        Name = name;
        _time = time;
        _started = time.GetTimestamp();
        Deadline = header.TimeoutMilliseconds == 0
            ? new CancellationTokenSource()
            : new CancellationTokenSource(TimeSpan.FromMilliseconds(header.TimeoutMilliseconds), time);
        // A caller that keeps its own request out of the traces, as a health check does, means ours as well
        // (https://www.w3.org/TR/trace-context/#sampled-flag).
        var isTraced = ActivityContext.TryParse(header.TraceParent, header.TraceState, isRemote: true, out var parent);
        if (!isTraced || parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            _span = DfsTelemetry.Source.StartActivity(name, ActivityKind.Server, parent);
    }

    /// <summary>The operation, as spans and metrics name it.</summary>
    public string Name { get; }

    /// <summary>Ends the work when its client no longer waits for it.</summary>
    public CancellationTokenSource Deadline { get; }

    public CancellationToken Token => Deadline.Token;

    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Notes which part it is about, in the span's name as well: there are four of them, and eight of their spans stand side by side.</summary>
    public RequestWork TagPart(int part)
    {
        _span?.DisplayName = string.Create(CultureInfo.InvariantCulture, $"{Name} {part}");
        return Tag(DfsTelemetry.Part, part);
    }

    public RequestWork Tag(string key, object? value)
    {
        _span?.SetTag(key, value);
        return this;
    }

    /// <summary>Notes an end that the client is told of in the reply.</summary>
    public Outcome End(Status status, string? text)
    {
        _span?.SetTag(DfsTelemetry.Status, status.ToString());
        if (status is not (Status.Ok or Status.Superseded))
            _span?.SetStatus(ActivityStatusCode.Error, text);
        return new Outcome(status, text);
    }

    public void Dispose()
    {
        _span?.Dispose();
        Deadline.Dispose();
    }
}
