using DfsAspire.Protocol;

namespace DfsAspire.Node.Sessions;

/// <summary>How long a session waits for its client, and how much it reads in vain to keep a connection usable.</summary>
internal static class SessionLimits
{
    /// <summary>From the connection's first moment to the end of Hello.</summary>
    public static readonly TimeSpan HelloTime = TimeSpan.FromSeconds(5);

    /// <summary>For each of the two messages of a log-in: the client may have to derive its key in between.</summary>
    public static readonly TimeSpan LogInTime = TimeSpan.FromSeconds(10);

    /// <summary>Between two requests.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Within a request. Longer than a client waits for a node, twice over: one that hangs on a silent node hears nothing from
    /// us meanwhile, and must not lose us as well.
    /// </summary>
    public static readonly TimeSpan ClientTime = 2.5 * WireLimits.SilenceTime;

    /// <summary>How long a refused client may go on sending before its connection is cut, so that it can read why.</summary>
    public static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    /// <summary>Contents of a refused stage that are read and dropped; when more are to come, the connection closes.</summary>
    public const int SkippedBytes = 1024 * 1024;

    /// <summary>Contents are handed to the disk and taken from it in pieces of this size.</summary>
    public const int PieceBytes = 256 * 1024;
}
