using System.Globalization;
using System.Reflection;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.Web;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.Api;

/// <summary>Takes every request below <see cref="ApiRoutes.Root"/>: programs log in with Basic, the page's scripts with its cookie and token.</summary>
internal sealed class ApiEndpoint(
    GatewaySessions sessions, WebSessions browsers, WorkerSettings settings, GatewayParts parts, TimeProvider time, ILogger<ApiEndpoint> log)
{
    private const string Problem = "application/problem+json; charset=utf-8";

    public async Task RunAsync(HttpContext http)
    {
        try
        {
            SafeHeaders.Set(http.Response);
            PlainHttpRule.Check(http, settings.PlainHttpBeyondLoopback);
            if (http.Request.Path == ApiRoutes.Document)
                await SendDocumentAsync(http);
            else if (http.Request.Headers.ContainsKey(HeaderNames.Authorization))
                await WithBasicAsync(http);
            else
                await WithCookieAsync(http);
        }
        catch (Exception fault) when (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
        {
            log.RequestBrokenOff(http.Request.Method, fault.Message);
            http.Abort();
        }
        catch (Exception fault)
        {
            await RefuseAsync(http, Refusals.Explain(fault, http, log));
        }
    }

    private async Task WithBasicAsync(HttpContext http)
    {
        if (!BasicCredentials.TryRead(http.Request.Headers.Authorization, out var credentials))
            throw WhoAreYou();
        // A browser that was told a password once sends it along with what other sites ask for.
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            SameOriginRule.CheckOrigin(http.Request);
        var keys = await sessions.EnterAsync(credentials!, RequestSource.Of(http), http.RequestAborted);
        await AnswerAsync(http, SessionKey.Of(credentials!), keys);
    }

    private async Task WithCookieAsync(HttpContext http)
    {
        if (SessionCookie.Read(http.Request) is not { } id || browsers.TryEnter(id) is not var (session, keys))
            throw WhoAreYou();
        try
        {
            if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            {
                SameOriginRule.CheckOrigin(http.Request);
                SameOriginRule.CheckToken(session, http.Request.Headers[SameOriginRule.Header]);
            }
        }
        catch
        {
            await keys.LeaveAsync(keys.UsedAt);
            throw;
        }

        session.Enter(time.GetTimestamp());
        try
        {
            await AnswerAsync(http, session.Key, keys);
        }
        finally
        {
            session.Exit(time.GetTimestamp());
        }
    }

    private async Task AnswerAsync(HttpContext http, SessionKey key, GatewaySession keys)
    {
        try
        {
            ConnectionPlace.Take(http, keys.Store.User);
            await AnswerAsync(http, keys);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.WrongCredentials)
        {
            await sessions.EndAsync(key, keys);
            throw;
        }
        finally
        {
            await keys.LeaveAsync(time.GetTimestamp());
        }
    }

    private Task AnswerAsync(HttpContext http, GatewaySession session)
    {
        var raw = StoreUrl.RawPath(http);
        var (root, methods) = ApiRoutes.WithPath.FirstOrDefault(route => raw == route.Key || raw.StartsWith($"{route.Key}/", StringComparison.Ordinal));
        var path = root is null ? StorePath.Root : StoreUrl.Of(http, root);
        if (methods is null && !ApiRoutes.Whole.TryGetValue(raw, out methods))
            throw new HttpRefusal(StatusCodes.Status404NotFound, $"The API has no such address; {ApiRoutes.Document} lists them.");
        NeedNoQuery(http.Request, root);
        if (methods.TryGetValue(http.Request.Method, out var run))
            return run(new ApiCall(http, session, path, parts));
        http.Response.Headers.Allow = string.Join(", ", methods.Keys);
        throw new HttpRefusal(StatusCodes.Status405MethodNotAllowed, $"There is no {http.Request.Method} of this address.");
    }

    private static void NeedNoQuery(HttpRequest request, string? root)
    {
        if (!request.QueryString.HasValue)
            return;
        var mayNameVersion = root == ApiRoutes.Files && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));
        // A '?' with nothing behind it is the end of a name that somebody forgot to escape.
        if (!mayNameVersion || request.Query.Count != 1 || string.IsNullOrEmpty(request.Query[ApiRoutes.Version]))
            throw new HttpRefusal(StatusCodes.Status400BadRequest, $"The API takes no query but '{ApiRoutes.Version}=ID' of a file that is read. Write '?' in a name as %3F.");
    }

    private static async Task SendDocumentAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var document = Assembly.GetExecutingAssembly().GetManifestResourceStream("Api.openapi.json")!;
        await document.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private static HttpRefusal WhoAreYou() => new(StatusCodes.Status401Unauthorized, "Log in with a user of the store and its password.");

    private static Task RefuseAsync(HttpContext http, HttpRefusal refusal)
    {
        var response = http.Response;
        var (range, allow) = (response.Headers.ContentRange, response.Headers.Allow);
        response.Clear();
        SafeHeaders.Set(response);
        (response.Headers.ContentRange, response.Headers.Allow) = (range, allow);
        // A browser would ask for the password in a box of its own, where the page asks better.
        if (refusal.Status == StatusCodes.Status401Unauthorized && !http.Request.Headers.ContainsKey("Sec-Fetch-Mode"))
            response.Headers.WWWAuthenticate = "Basic realm=\"DfsAspire\", charset=\"UTF-8\"";
        if (refusal.RetryAfter is { } pause)
            response.Headers[HeaderNames.RetryAfter] = ((int)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var shape = new ProblemShape("about:blank", ReasonPhrases.GetReasonPhrase(refusal.Status), refusal.Status, refusal.Message);
        return ApiCall.WriteAsync(http, refusal.Status, shape, ApiShapes.Default.ProblemShape, Problem);
    }
}
