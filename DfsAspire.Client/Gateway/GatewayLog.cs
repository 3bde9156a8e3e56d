using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway;

/// <summary>What the worker logs: events 3000 to 3099.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(3000, LogLevel.Warning, "{Step} failed: {Reason} Trying again in {Seconds} s.")]
    public static partial void StepFailed(this ILogger log, string step, string reason, double seconds);

    [LoggerMessage(3001, LogLevel.Information, "Logged in as {User} at cluster {Cluster:N}")]
    public static partial void LoggedIn(this ILogger log, string user, Guid cluster);

    [LoggerMessage(3002, LogLevel.Information, "Connection file written: {File}")]
    public static partial void ConnectionFileWritten(this ILogger log, string file);

    [LoggerMessage(3003, LogLevel.Information, "PUT {Path}: {Bytes} bytes, taken by {Nodes} nodes")]
    public static partial void Put(this ILogger log, string path, long bytes, int nodes);

    [LoggerMessage(3004, LogLevel.Information, "LIST {Folder}: {Entries} entries")]
    public static partial void Listed(this ILogger log, string folder, int entries);

    [LoggerMessage(3005, LogLevel.Information, "GET {Path}: {Bytes} bytes, the same as were put")]
    public static partial void Got(this ILogger log, string path, long bytes);

    [LoggerMessage(3006, LogLevel.Information, "{Method} of a client of the gateway broke off: {Reason}")]
    public static partial void RequestBrokenOff(this ILogger log, string method, string reason);

    [LoggerMessage(3007, LogLevel.Error, "{Method} of a client of the gateway failed")]
    public static partial void RequestFailed(this ILogger log, string method, Exception fault);

    [LoggerMessage(3008, LogLevel.Information, "VERIFY {User} {Path}: {Files} files, {Copies} copies of parts sound, {Faults} faults")]
    public static partial void Verified(this ILogger log, string user, string path, long files, long copies, int faults);

    [LoggerMessage(3009, LogLevel.Warning, "VERIFY {User}: {Fault}")]
    public static partial void NotSound(this ILogger log, string user, VerifyFault fault);

    [LoggerMessage(3010, LogLevel.Warning, "VERIFY {User} {Path} broke off: {Reason}")]
    public static partial void VerifyBrokenOff(this ILogger log, string user, string path, string reason);

    [LoggerMessage(3011, LogLevel.Warning, "VERIFY {User}: {Fault}")]
    public static partial void NodeNotVerified(this ILogger log, string user, NodeFault fault);

    [LoggerMessage(3012, LogLevel.Warning, "No file was sent there and back, and none will be before the next start: {Reason}")]
    public static partial void NotGreeted(this ILogger log, string reason);
}
