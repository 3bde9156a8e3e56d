using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>What HTTP says of a request that failed, whichever door it came through.</summary>
internal static class Refusals
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>The answer to a request that ended with this fault. What nobody expects is logged.</summary>
    public static HttpRefusal Explain(Exception fault, HttpContext http, ILogger log)
    {
        switch (fault)
        {
            case HttpRefusal refusal:
                return refusal;
            case DfsException refused:
                return new HttpRefusal(StatusOf(refused.Fault), refused.Message) { RetryAfter = refused.IsTransient ? Pause : null };
            case InvalidPathException invalid:
                return new HttpRefusal(StatusCodes.Status400BadRequest, invalid.Message);
            case BadHttpRequestException bad:
                return new HttpRefusal(bad.StatusCode, bad.Message);
            case InvalidOperationException { Message: var message } when http.Request.Method == "LOCK":
                return new HttpRefusal(StatusCodes.Status507InsufficientStorage, message);
            default:
                log.RequestFailed(http.Request.Method, fault);
                return fault is IOException
                    ? new HttpRefusal(StatusCodes.Status507InsufficientStorage, "The gateway has no room to keep what is on its way. Make room in its directory for temporary files.")
                    : new HttpRefusal(StatusCodes.Status500InternalServerError, "The gateway failed at this request; its log says how.");
        }
    }

    private static int StatusOf(DfsFault fault) => fault switch
    {
        DfsFault.WrongCredentials => StatusCodes.Status401Unauthorized,
        DfsFault.NotFound => StatusCodes.Status404NotFound,
        DfsFault.AlreadyExists => StatusCodes.Status412PreconditionFailed,
        DfsFault.Conflict => StatusCodes.Status409Conflict,
        DfsFault.QuotaExceeded => StatusCodes.Status507InsufficientStorage,
        DfsFault.QuorumRefused or DfsFault.OutcomeOpen or DfsFault.Incomplete => StatusCodes.Status503ServiceUnavailable,
        DfsFault.Protocol => StatusCodes.Status502BadGateway,
        DfsFault.Refused => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status500InternalServerError,
    };
}
