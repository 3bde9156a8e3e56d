using System.Xml.Linq;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>A request that is answered with an error. The message is for people.</summary>
internal sealed class HttpRefusal(int status, string message) : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public int Status => status;

    /// <summary>The condition of RFC 4918, section 16, that was not kept, with what belongs into it; null when there is none.</summary>
    public XElement? Condition { get; init; }

    /// <summary>When it is worth trying again; null when time does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
