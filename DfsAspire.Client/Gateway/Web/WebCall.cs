using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.WebDav;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>One request of somebody who has logged in at the page.</summary>
internal sealed class WebCall(HttpContext http, WebSession session, DfsClient store, GatewayParts parts, TimeProvider time)
{
    public HttpContext Http => http;

    public WebSession Session => session;

    public DfsClient Store => store;

    public TimeProvider Time => time;

    public DownloadRoom Downloads => parts.Downloads;

    /// <summary>Ends when the browser has gone away.</summary>
    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>The same request about one path, as WebDAV's methods take it: parts and properties hold for the page too.</summary>
    /// <exception cref="HttpRefusal">The gateway keeps the name for itself.</exception>
    public DavCall About(StorePath path) => HiddenNames.IsHidden(path) ? throw DavEndpoint.IsHidden(path) : new DavCall(http, store, path, parts);

    /// <summary>Sends the browser to another page of this gateway.</summary>
    public void GoTo(string url)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = url;
    }
}
