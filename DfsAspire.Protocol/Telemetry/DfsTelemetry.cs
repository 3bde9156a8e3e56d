using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DfsAspire.Protocol.Telemetry;

/// <summary>
/// The names under which node and client report, in one place. Span names are few; numbers and names go into attributes
/// (https://opentelemetry.io/docs/specs/semconv/general/attributes/). No content, password or key is ever reported.
/// </summary>
public static class DfsTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "DfsAspire";

    /// <summary>The part's number, 1 to 4.</summary>
    public const string Part = "dfs.part";

    /// <summary>The node's name, as clients know it.</summary>
    public const string Node = "dfs.node";

    /// <summary>The path within the user's root.</summary>
    public const string Path = "dfs.path";

    /// <summary>The user.</summary>
    public const string User = "dfs.user";

    /// <summary>The content's id.</summary>
    public const string Content = "dfs.content";

    /// <summary>True when the part is kept for another node.</summary>
    public const string Loan = "dfs.loan";

    /// <summary>Bytes of contents.</summary>
    public const string Bytes = "dfs.bytes";

    /// <summary>Chunks on the wire.</summary>
    public const string Chunks = "dfs.chunks";

    /// <summary>Milliseconds from the last byte received to stable storage.</summary>
    public const string SyncMilliseconds = "dfs.sync_ms";

    /// <summary>How the request ended: a <see cref="Messages.Status"/>.</summary>
    public const string Status = "dfs.status";

    /// <summary>The operation of a metric: put, get, list, …</summary>
    public const string Operation = "dfs.operation";

    /// <summary>Semantic convention: who is spoken to.</summary>
    public const string ServerAddress = "server.address";

    /// <summary>Semantic convention: at which port.</summary>
    public const string ServerPort = "server.port";

    /// <summary>Older convention that dashboards use to draw a span's peer.</summary>
    public const string PeerService = "peer.service";

    /// <summary>Source of all spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Source of all metrics.</summary>
    public static Meter Meter { get; } = new(Name);
}
