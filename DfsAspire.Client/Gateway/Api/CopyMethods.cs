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
        var wish = await call.ReadAsync(
            ApiShapes.Default.TransferShape, static wish => wish is { From.Length: > 0, To.Length: > 0 }, """{"from": "docs/a", "to": "docs/b", "overwrite": false}""");
        await run(call.About(StorePath.Parse(wish.From!)), StorePath.Parse(wish.To!), wish.Overwrite);
    }
}
