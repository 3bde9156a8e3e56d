using System.Net;
using DfsAspire.ServiceDefaults.Admission;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>Makes the connection of a request a user's, once the request has shown whose it is.</summary>
internal static class ConnectionPlace
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Takes one of the user's places for the connection. One of a proxy's, over which requests of all users come, is nobody's but the proxy's.</summary>
    /// <exception cref="HttpRefusal">The user, or all together, have as many connections as there may be.</exception>
    public static void Take(HttpContext http, string user)
    {
        if (http.Features.Get<Place>() is not { } place)
            return;
        var isProxys = http.RequestServices.GetRequiredService<WorkerSettings>().Proxies.Any(proxy => Source.Of(new IPEndPoint(proxy, 0)) == place.Source);
        if ((isProxys ? place.LogIn($"proxy {place.Source}", isProgram: true) : place.LogIn(user)) is not { } crowd)
            return;
        // Without a place of its own it would stand in the way of whoever comes to log in.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        throw new HttpRefusal(StatusCodes.Status503ServiceUnavailable, crowd.Of is null
            ? $"All users together have {crowd.Connections} connections to this gateway open, and it takes no more. Try again later."
            : $"You have {crowd.Connections} connections to this gateway open, and it takes no more. Close some, or try again later.")
        {
            RetryAfter = Pause,
        };
    }
}
