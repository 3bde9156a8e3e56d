using System.Security.Cryptography;
using System.Text;
using DfsAspire.Node.Sessions;
using DfsAspire.Node.Storage;

namespace DfsAspire.Node.Hosting;

/// <summary>
/// <c>POST /repair</c> and <c>POST /scrub</c>, for whoever starts the nodes: a dashboard's buttons. They take a key that follows from the
/// cluster secret, so that nobody else can keep a node busy.
/// </summary>
internal static class RepairCommands
{
    private const string Scheme = "Bearer ";
    private const int KeyBytes = 32;

    // Callers give up after 100 seconds (HttpClient.Timeout); a scrub of a full volume takes hours.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static WebApplication MapRepairCommands(this WebApplication app)
    {
        var node = app.Services.GetRequiredService<NodeServices>();
        var key = Encoding.ASCII.GetBytes(KeyOf(node.Options.ClusterSecret.Span));
        Map("/repair", withScrub: false);
        Map("/scrub", withScrub: true);
        return app;

        void Map(string path, bool withScrub) => app.MapPost(path, context => IsAdmitted(context.Request, key)
            ? AnswerAsync(context.Response, node, withScrub, app.Lifetime.ApplicationStopping)
            : RefuseAsync(context.Response, path));
    }

    /// <summary>The key in hexadecimal digits: HKDF-SHA256 of the cluster secret, no salt, <c>dfs http command</c> (docs/security.md).</summary>
    internal static string KeyOf(ReadOnlySpan<byte> clusterSecret)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, clusterSecret, key, salt: [], "dfs http command"u8);
        return Convert.ToHexString(key);
    }

    /// <summary>True when the request brings the key.</summary>
    internal static bool IsAdmitted(HttpRequest request, ReadOnlySpan<byte> key)
    {
        var given = request.Headers.Authorization.ToString();
        return given.StartsWith(Scheme, StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[Scheme.Length..]), key);
    }

    private static async Task AnswerAsync(HttpResponse response, NodeServices node, bool withScrub, CancellationToken stopping)
    {
        // What was begun goes on when the caller has gone or lost patience; it ends with the node.
        var work = node.RepairAsync(withScrub, stopping);
        try
        {
            await work.WaitAsync(Patience, node.Time, stopping);
            var status = await node.GetStatusAsync(stopping);
            await SayAsync(response, StatusCodes.Status200OK, $"Done: {status.PartsMissing} parts missing, {status.PartsDamaged} damaged.");
        }
        catch (TimeoutException)
        {
            await SayAsync(response, StatusCodes.Status202Accepted, "Under way. 'dfs status' shows how far it is.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await SayAsync(response, StatusCodes.Status503ServiceUnavailable, $"Node {node.Options.Node} is stopping.");
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
