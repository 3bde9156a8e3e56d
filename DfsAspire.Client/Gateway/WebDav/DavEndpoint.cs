using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.WebDav.Methods;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>Takes every request below <see cref="DavUrl.Root"/>: who asks, for which path, and what is said when it fails.</summary>
internal sealed class DavEndpoint(GatewaySessions sessions, WorkerSettings settings, GatewayParts parts, TimeProvider time, ILogger<DavEndpoint> log)
{
    public async Task RunAsync(HttpContext http)
    {
        try
        {
            PlainHttpRule.Check(http, settings.PlainHttpBeyondLoopback);
            if (!BasicCredentials.TryRead(http.Request.Headers.Authorization, out var credentials))
                throw WhoAreYou();
            // A browser that was told a password once sends it along with what other sites ask for.
            if (DavMethods.Changes(http.Request.Method))
                SameOriginRule.CheckOrigin(http.Request);
            var session = await sessions.EnterAsync(credentials!, RequestSource.Of(http), http.RequestAborted);
            try
            {
                ConnectionPlace.Take(http, session.Store.User);
                await RunAsync(http, session.Store);
            }
            catch (DfsException fault) when (fault.Fault == DfsFault.WrongCredentials)
            {
                await sessions.EndAsync(SessionKey.Of(credentials!), session);
                throw;
            }
            finally
            {
                await session.LeaveAsync(time.GetTimestamp());
            }
        }
        catch (Exception fault) when (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
        {
            // What has been said cannot be taken back: the client sees an answer that breaks off.
            log.RequestBrokenOff(http.Request.Method, fault.Message);
            http.Abort();
        }
        catch (Exception fault)
        {
            await RefuseAsync(http, Refusals.Explain(fault, http, log));
        }
    }

    /// <summary>The refusal of a path that the gateway keeps for itself.</summary>
    public static HttpRefusal IsHidden(StorePath path) =>
        new(StatusCodes.Status403Forbidden, $"'{path}' is a name in which the gateway keeps properties. Choose another one.");

    private async Task RunAsync(HttpContext http, DfsClient store)
    {
        if (!DestinationUrl.TryRead(StoreUrl.RawPath(http), http.Request.Host, out var path, out _))
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "The address names no path of the store: a name in it is empty, too long, or holds what no name may hold.");
        if (HiddenNames.IsHidden(path))
            throw IsHidden(path);
        var method = DavMethods.Find(http.Request.Method)
            ?? throw new HttpRefusal(StatusCodes.Status405MethodNotAllowed, $"There is no method {http.Request.Method} here.");
        if (DavMethods.Changes(http.Request.Method) && StoreUrl.HasQuery(http))
            throw new HttpRefusal(StatusCodes.Status400BadRequest, $"The address has a query, and {http.Request.Method} takes none: nothing was changed. Write '?' in a name as %3F.");
        await method(new DavCall(http, store, path, parts));
    }

    private static HttpRefusal WhoAreYou() => new(StatusCodes.Status401Unauthorized, "Log in with a user of the store and its password.");

    private static async Task RefuseAsync(HttpContext http, HttpRefusal refusal)
    {
        var response = http.Response;
        var range = response.Headers.ContentRange;
        response.Clear();
        response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status416RangeNotSatisfiable)
            response.Headers.ContentRange = range;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Basic realm=\"DfsAspire\", charset=\"UTF-8\"";
        if (refusal.Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = DavMethods.Allowed;
        if (refusal.RetryAfter is { } pause)
            response.Headers[HeaderNames.RetryAfter] = ((int)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var isXml = refusal.Condition is not null;
        response.ContentType = isXml ? "application/xml; charset=utf-8" : "text/plain; charset=utf-8";
        var text = isXml ? Error(refusal.Condition!) : Encoding.UTF8.GetBytes($"{refusal.Message}\n");
        response.ContentLength = text.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.Body.WriteAsync(text);
    }

    private static byte[] Error(XElement condition)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, DavXml.Writing))
            new XElement(DavXml.Dav + "error", DavXml.Prefix, condition).WriteTo(writer);
        return bytes.ToArray();
    }
}
