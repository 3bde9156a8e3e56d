using Microsoft.Extensions.Logging;

namespace DfsAspire.ServiceDefaults.Admission;

internal static partial class AdmissionLog
{
    [LoggerMessage(1010, LogLevel.Warning, "{Limit} connections wait to log in, {Count} of them from {Source}. New ones push out the oldest of the source that has most; said at most once a minute.")]
    public static partial void StrangersPushedOut(this ILogger log, int limit, int count, Source source);
}
