using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.Web.Pages;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>Takes every request of the web page: who asks, for which page, and what is said when it fails.</summary>
internal sealed class WebEndpoint(
    GatewaySessions sessions, WebSessions browsers, AccountMethods account, WorkerSettings settings, GatewayParts parts, TimeProvider time, ILogger<WebEndpoint> log)
{
    public async Task RunAsync(HttpContext http)
    {
        try
        {
            SafeHeaders.Set(http.Response);
            await AnswerAsync(http);
        }
        catch (Exception fault) when (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
        {
            log.RequestBrokenOff(http.Request.Method, fault.Message);
            http.Abort();
        }
        catch (Exception fault)
        {
            var refusal = Refusals.Explain(fault, http, log);
            http.Response.Clear();
            SafeHeaders.Set(http.Response);
            await PageWriter.WriteAsync(http, refusal.Status, ErrorPage.Of(refusal));
        }
    }

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path;
        if (path.StartsWithSegments(WebRoutes.Assets, StringComparison.Ordinal, out var asset))
            return Assets.RunAsync(http, asset.Value ?? "");
        PlainHttpRule.Check(http, settings.PlainHttpBeyondLoopback);
        var isPost = HttpMethods.IsPost(http.Request.Method);
        if (!isPost && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            throw new HttpRefusal(StatusCodes.Status405MethodNotAllowed, "Pages are asked for, and forms are sent; there is nothing else here.");
        if (isPost)
            SameOriginRule.CheckOrigin(http.Request);
        return path == WebRoutes.LogIn && isPost ? LogInAsync(http) : WithSessionAsync(http, isPost);
    }

    private async Task LogInAsync(HttpContext http)
    {
        var form = await Forms.ReadAsync(http);
        var next = LocalUrl.OrFiles(form["next"]);
        var user = form["user"].ToString();
        HttpRefusal refusal;
        try
        {
            var credentials = BasicCredentials.TryMake(user, form["password"].ToString())
                ?? throw new DfsException(DfsFault.WrongCredentials, LogInPage.Wrong);
            var keys = await sessions.EnterAsync(credentials, RequestSource.Of(http), http.RequestAborted);
            await keys.LeaveAsync(time.GetTimestamp());
            SessionCookie.Write(http, browsers.Open(SessionKey.Of(credentials)).Id);
            Redirect(http, next);
            return;
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.WrongCredentials)
        {
            refusal = new HttpRefusal(StatusCodes.Status401Unauthorized, LogInPage.Wrong);
        }
        catch (HttpRefusal slowed)
        {
            refusal = slowed;
        }

        await PageWriter.WriteAsync(http, refusal.Status, LogInPage.Of(next, user, refusal.Message));
    }

    private async Task WithSessionAsync(HttpContext http, bool isPost)
    {
        if (SessionCookie.Read(http.Request) is not { } id || browsers.TryEnter(id) is not var (session, keys))
        {
            await AskWhoAsync(http, isPost);
            return;
        }

        // Pages that look by themselves keep nobody logged in.
        var isByItself = http.Request.Headers.ContainsKey(NodesPanel.ByItself);
        try
        {
            if (!isByItself)
                session.Enter(time.GetTimestamp());
            ConnectionPlace.Take(http, keys.Store.User);
            if (http.Request.Path == WebRoutes.LogOut && isPost)
                await LogOutAsync(http, session, keys);
            else if (http.Request.Path == WebRoutes.Account)
                await account.RunAsync(new WebCall(http, session, keys.Store, parts, time), isPost);
            else
                await WebMethods.RunAsync(new WebCall(http, session, keys.Store, parts, time), isPost);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.WrongCredentials)
        {
            await sessions.EndAsync(session.Key, keys);
            await AskWhoAsync(http, isPost);
        }
        finally
        {
            if (!isByItself)
                session.Exit(time.GetTimestamp());
            await keys.LeaveAsync(isByItself ? keys.UsedAt : time.GetTimestamp());
        }
    }

    private async Task LogOutAsync(HttpContext http, WebSession session, GatewaySession keys)
    {
        SameOriginRule.CheckToken(session, (await Forms.ReadAsync(http))[SameOriginRule.Field]);
        await browsers.CloseAsync(session, keys);
        SessionCookie.Delete(http);
        Redirect(http, WebRoutes.Home);
    }

    private static Task AskWhoAsync(HttpContext http, bool isPost)
    {
        if (http.Request.Path == WebRoutes.LogIn || http.Request.Path == WebRoutes.LogOut)
        {
            Redirect(http, WebRoutes.Home);
            return Task.CompletedTask;
        }

        var isHome = http.Request.Path == WebRoutes.Home;
        var hadOne = SessionCookie.Read(http.Request) is not null;
        var next = isPost ? WebRoutes.Files + "/" : LocalUrl.OrFiles(isHome ? null : http.Request.GetEncodedPathAndRaw());
        // A script and a download tell the log-in page from what they asked for by the status.
        return PageWriter.WriteAsync(
            http, isHome ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized, LogInPage.Of(next, "", hadOne ? LogInPage.Over(isPost) : null));
    }

    private static void Redirect(HttpContext http, string url)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = url;
    }
}
