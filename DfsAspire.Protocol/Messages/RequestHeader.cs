using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// The first three fields of every request: the trace it belongs to (W3C Trace Context) and how many milliseconds its
/// sender will wait, 0 for no deadline.
/// </summary>
public readonly record struct RequestHeader(string? TraceParent, string? TraceState, int TimeoutMilliseconds)
{
    internal const int Fields = 3;

    internal void Write(ref FieldWriter writer)
    {
        writer.Text(TraceParent);
        writer.Text(TraceState);
        writer.Int(TimeoutMilliseconds);
    }

    internal static RequestHeader Read(ref FieldReader reader) =>
        new(reader.Text(WireLimits.TraceBytes), reader.Text(WireLimits.TraceBytes), reader.Int(0, int.MaxValue));
}
