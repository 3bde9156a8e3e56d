using System.Security.Cryptography;
using System.Text;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;
using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Hosting;

/// <summary>
/// <c>POST /repair</c>, <c>/scrub</c>, <c>/drain</c> and <c>/undrain</c>, for whoever starts the nodes: a dashboard's buttons. They take a key that
/// follows from the cluster secret, so that nobody else can keep a node busy or from work.
/// </summary>
internal static class OperatorCommands
{
    private const string Scheme = "Bearer ";
    private const int KeyBytes = 32;

    // Callers give up after 100 seconds (HttpClient.Timeout); a scrub of a full volume takes hours.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static WebApplication MapOperatorCommands(this WebApplication app)
    {
        var node = app.Services.GetRequiredService<NodeServices>();
        var key = Encoding.ASCII.GetBytes(KeyOf(node.Options.ClusterSecret.Span));
        var drain = app.Services.GetRequiredService<Drain>();
        var stopping = app.Lifetime.ApplicationStopping;
        Map("/repair", response => RepairAsync(response, node, withScrub: false, stopping));
        Map("/scrub", response => RepairAsync(response, node, withScrub: true, stopping));
        Map("/drain", response => AnswerAsync(response, node, drain.BeginAsync(stopping), () => Task.FromResult("Drained: nothing is written to it any more. Stop it when you like."), stopping));
        Map("/undrain", response =>
        {
            drain.End();
            return SayAsync(response, StatusCodes.Status200OK, "It takes writes again.");
        });
        return app;

        void Map(string path, Func<HttpResponse, Task> answer) => app.MapPost(path, context => IsAdmitted(context.Request, key)
            ? answer(context.Response)
            : RefuseAsync(context.Response, path));
    }

    /// <summary>The key in hexadecimal digits: HKDF-SHA256 of the cluster secret, no salt, <c>dfs http command</c> (docs/security.md).</summary>
    internal static string KeyOf(ReadOnlySpan<byte> clusterSecret)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, clusterSecret, key, salt: [], "dfs http command"u8);
        return Convert.ToHexString(key);
    }

    /// <summary>True when the request brings the key, in small or capital digits: other programs that derive it write small ones.</summary>
    internal static bool IsAdmitted(HttpRequest request, ReadOnlySpan<byte> key)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
            return false;
        var given = Encoding.UTF8.GetBytes(header[Scheme.Length..]);
        // It stops at the first byte that is not ASCII, and what has one is no key.
        _ = Ascii.ToUpperInPlace(given, out _);
        return CryptographicOperations.FixedTimeEquals(given, key);
    }

    private static Task RepairAsync(HttpResponse response, NodeServices node, bool withScrub, CancellationToken stopping) => AnswerAsync(
        response, node, node.RepairAsync(withScrub, stopping),
        async () =>
        {
            var status = await node.GetStatusAsync(stopping);
            return $"Done: {status.PartsMissing} parts missing, {status.PartsDamaged} damaged.";
        },
        stopping);

    // What was begun goes on when the caller has gone or lost patience; it ends with the node.
    private static async Task AnswerAsync(HttpResponse response, NodeServices node, Task work, Func<Task<string>> sayDone, CancellationToken stopping)
    {
        try
        {
            await work.WaitAsync(Patience, node.Time, stopping);
            await SayAsync(response, StatusCodes.Status200OK, await sayDone());
        }
        catch (TimeoutException)
        {
            await SayAsync(response, StatusCodes.Status202Accepted, "Under way. 'dfs status' shows how far it is.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await SayAsync(response, StatusCodes.Status503ServiceUnavailable, $"Node {node.Options.Node} is stopping.");
        }
        catch (DrainRefusedException fault)
        {
            await SayAsync(response, StatusCodes.Status409Conflict, $"Node {node.Options.Node} was not drained: {fault.Message}. Two nodes that take no writes stop all writing.");
        }
        catch (StoreException fault)
        {
            await SayAsync(response, StatusCodes.Status503ServiceUnavailable, fault.Message);
        }
    }

    private static Task RefuseAsync(HttpResponse response, string path)
    {
        response.Headers.WWWAuthenticate = Scheme.TrimEnd();
        return SayAsync(response, StatusCodes.Status401Unauthorized, $"{path} takes the header 'Authorization: Bearer' with the key that follows from the cluster secret.");
    }

    private static Task SayAsync(HttpResponse response, int status, string text)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(text, CancellationToken.None);
    }
}
