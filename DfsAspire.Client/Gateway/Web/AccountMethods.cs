using System.Collections.Concurrent;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.Web.Pages;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>What users see of their own account, and how they change their password.</summary>
internal sealed class AccountMethods(GatewaySessions sessions, WebSessions browsers, StoreConnection connection, WorkerSettings settings)
{
    /// <summary>What is said of a wrong password in the place of the present one.</summary>
    public const string Wrong = "The present password is another one. Nothing was changed.";

    // Each costs a second of a processor: one at a time is enough for a user.
    private readonly ConcurrentDictionary<string, bool> _changing = new(StringComparer.Ordinal);

    public Task RunAsync(WebCall call, bool isPost) => isPost ? ChangePasswordAsync(call) : ShowAsync(call);

    private async Task ShowAsync(WebCall call)
    {
        var (quota, fault) = ((QuotaReport?)null, (string?)null);
        try
        {
            quota = await call.Store.GetQuotaAsync(call.Aborted);
        }
        catch (DfsException transient) when (transient.IsTransient)
        {
            fault = transient.Message;
        }

        await PageWriter.WriteAsync(call.Http, StatusCodes.Status200OK, AccountPage.Of(call, quota, fault, IsKnownHere(call.Store.User)));
    }

    private async Task ChangePasswordAsync(WebCall call)
    {
        var form = await Forms.ReadAsync(call.Http);
        SameOriginRule.CheckToken(call.Session, form[SameOriginRule.Field]);
        var user = call.Store.User;
        try
        {
            var fresh = FreshOf(user, form["new"].ToString(), form["again"].ToString());
            if (!_changing.TryAdd(user, true))
                throw new HttpRefusal(StatusCodes.Status409Conflict, "Your password is being changed just now.");
            try
            {
                await ChangeAsync(call, BasicCredentials.TryMake(user, form["old"].ToString()), fresh);
            }
            finally
            {
                _changing.TryRemove(user, out _);
            }

            await GoOnAsync(call, fresh);
        }
        catch (Exception fault) when (fault is HttpRefusal or DfsException { Fault: not DfsFault.WrongCredentials })
        {
            call.Session.Leave(new Notice(fault.Message, IsError: true));
            call.GoTo(WebRoutes.Account);
        }
    }

    // The token and the cookie do not suffice: whoever finds a browser open does not get the account with it.
    private async Task ChangeAsync(WebCall call, BasicCredentials? old, BasicCredentials fresh)
    {
        var own = await ProveAsync(call, old);
        try
        {
            await own.Store.ChangePasswordAsync(fresh.Password, call.Aborted);
        }
        finally
        {
            await own.LeaveAsync(call.Time.GetTimestamp());
        }

        // The gateway would be shut out of the store, and everybody with it, by the password of the one user that it logs in as.
        if (fresh.User == settings.User.Name)
            connection.Client?.GoOnWith(fresh.Password);
        // Requests are recognized by the hash of their password: the old one must not be found any more.
        browsers.EndAll(fresh.User);
        await sessions.EndAllAsync(fresh.User);
    }

    // As a log-in: wrong ones are counted and slowed.
    private async Task<GatewaySession> ProveAsync(WebCall call, BasicCredentials? old)
    {
        try
        {
            return await sessions.EnterAsync(old ?? throw Refused(Wrong), RequestSource.Of(call.Http), call.Aborted);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.WrongCredentials)
        {
            throw Refused(Wrong);
        }
    }

    // With a new cookie: somebody may have the old one.
    private async Task GoOnAsync(WebCall call, BasicCredentials fresh)
    {
        try
        {
            var keys = await sessions.EnterAsync(fresh, RequestSource.Of(call.Http), call.Aborted);
            await keys.LeaveAsync(call.Time.GetTimestamp());
        }
        catch (Exception fault) when (fault is HttpRefusal or DfsException)
        {
            // The password is changed all the same; whoever changed it is asked for it.
            call.GoTo(WebRoutes.Home);
            return;
        }

        var session = browsers.Open(SessionKey.Of(fresh));
        session.Leave(new Notice("Your password is changed. Wherever else you were logged in, the new one is asked for.", IsError: false));
        SessionCookie.Write(call.Http, session.Id);
        call.GoTo(WebRoutes.Account);
    }

    private bool IsKnownHere(string user) => settings.User.Name == user || settings.FurtherUsers.Any(other => other.Name == user);

    private static BasicCredentials FreshOf(string user, string password, string again) => password switch
    {
        "" => throw Refused("There is no new password. Nothing was changed."),
        _ when password != again => throw Refused("The new password was not typed twice alike. Nothing was changed."),
        _ => BasicCredentials.TryMake(user, password) ?? throw Refused($"The new password is too long: {PasswordText.MaxBytes} bytes are the most. Nothing was changed."),
    };

    private static HttpRefusal Refused(string message) => new(StatusCodes.Status400BadRequest, message);
}
