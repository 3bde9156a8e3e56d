using System.Globalization;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway.Api;

/// <summary>Reads and authenticates every copy of what lies at or below a path, for however long that takes.</summary>
internal static class VerifyMethods
{
    // Callers give up after 100 seconds (HttpClient.Timeout); a whole store takes hours.
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);

    public static async Task BeginAsync(ApiCall call)
    {
        _ = call.About(call.Path);
        var services = call.Http.RequestServices;
        var time = services.GetRequiredService<TimeProvider>();
        var run = call.Session.Verify(
            () => new VerifyRun(
                call.Store, call.Path, services.GetRequiredService<ILogger<VerifyRun>>(), services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping),
            time);
        if (run.Path != call.Path)
            throw new HttpRefusal(StatusCodes.Status409Conflict, $"A verification of {Said(run)} is under way. Ask again when it has ended.");
        try
        {
            await run.Report.WaitAsync(Patience(call.Http.Request), time, call.Aborted);
        }
        catch (TimeoutException)
        {
            // It goes on, and the answer says so.
        }

        await WriteAsync(call, run);
    }

    public static Task StateAsync(ApiCall call)
    {
        _ = call.About(call.Path);
        return call.Session.Verification is { } run && run.Path == call.Path
            ? WriteAsync(call, run)
            : throw new HttpRefusal(StatusCodes.Status404NotFound, "No verification of this was begun since you logged in, or another one was since. A POST to this address begins one.");
    }

    private static async Task WriteAsync(ApiCall call, VerifyRun run)
    {
        var isDone = run.Report.IsCompleted;
        var progress = run.Progress;
        var shape = isDone
            ? Shape(run, await run.Report)
            : new VerificationShape(run.Path.Value, "running", progress.Done, progress.Total, null, null, null, null);
        await call.WriteAsync(isDone ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, shape, ApiShapes.Default.VerificationShape);
    }

    private static VerificationShape Shape(VerifyRun run, VerifyReport report) => new(
        run.Path.Value, "done", report.Bytes, null, report.Files, report.Parts,
        [.. report.Faults.Select(fault => new VerifyFaultShape(fault.Path.Value, fault.Part, fault.Node, fault.Reason))],
        [.. report.NodeFaults.Select(fault => fault.Node.ToString())]);

    // The preference 'wait' of RFC 7240.
    private static TimeSpan Patience(HttpRequest request)
    {
        var wait = request.Headers["Prefer"].SelectMany(line => (line ?? "").Split(',', ';')).Select(item => item.Trim())
            .FirstOrDefault(item => item.StartsWith("wait=", StringComparison.OrdinalIgnoreCase));
        return int.TryParse(wait?["wait=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < MostPatience.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : MostPatience;
    }

    private static string Said(VerifyRun run) => run.Path.IsRoot ? "everything of yours" : $"'{run.Path}'";
}
