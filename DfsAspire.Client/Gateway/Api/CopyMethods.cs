using System.Text.Json;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav;
using DfsAspire.Client.Gateway.WebDav.Methods;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Api;

/// <summary>Copies and moves of files and folders; none moves content.</summary>
internal static class CopyMethods
{
    public static Task CopyAsync(ApiCall call) => RunAsync(call, CopyMethod.CopyAsync);

    public static Task MoveAsync(ApiCall call) => RunAsync(call, CopyMethod.MoveAsync);

    private static async Task RunAsync(ApiCall call, Func<DavCall, StorePath, bool, Task> run)
    {
        var wish = Read(await call.About(StorePath.Root).ReadBodyAsync());
        await run(call.About(StorePath.Parse(wish.From!)), StorePath.Parse(wish.To!), wish.Overwrite);
    }

    private static TransferShape Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body.Span, ApiShapes.Default.TransferShape) is { From.Length: > 0, To.Length: > 0 } wish)
                return wish;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new HttpRefusal(StatusCodes.Status400BadRequest, """The body must be JSON such as {"from": "docs/a", "to": "docs/b", "overwrite": false}.""");
    }
}
