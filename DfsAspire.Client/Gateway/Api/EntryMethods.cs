using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav;
using DfsAspire.Client.Gateway.WebDav.Methods;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway.Api;

/// <summary>Files and folders as such, and the nodes.</summary>
internal static class EntryMethods
{
    public static async Task StatAsync(ApiCall call)
    {
        _ = call.About(call.Path);
        var entry = await call.Store.StatAsync(call.Path, call.Aborted)
            ?? throw new HttpRefusal(StatusCodes.Status404NotFound, $"'{call.Path}' was not found.");
        call.Http.Response.GetTypedHeaders().ETag = ETags.Of(entry);
        await call.WriteAsync(StatusCodes.Status200OK, Shape(entry), ApiShapes.Default.EntryShape);
    }

    public static async Task ListAsync(ApiCall call)
    {
        _ = call.About(call.Path);
        var entries = (await Members.ListAsync(call.Store, call.Path, call.Aborted)).Where(entry => !HiddenNames.IsHidden(entry.Path.Name));
        await call.WriteAsync(StatusCodes.Status200OK, new FolderShape(call.Path.Value, [.. entries.Select(Shape)]), ApiShapes.Default.FolderShape);
    }

    public static Task DeleteAsync(ApiCall call) => DeleteMethod.RunAsync(call.About(call.Path));

    public static async Task MakeFolderAsync(ApiCall call)
    {
        var about = call.About(call.Path);
        if (!(await about.ReadBodyAsync()).IsEmpty)
            throw new HttpRefusal(StatusCodes.Status415UnsupportedMediaType, "A folder is made without a body.");
        if (!call.Path.IsRoot && await MakeCollectionMethod.MakeAsync(about))
            call.Http.Response.StatusCode = StatusCodes.Status201Created;
        else
            call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static async Task NodesAsync(ApiCall call)
    {
        var status = await call.Store.GetStatusAsync(call.Aborted);
        await call.WriteAsync(StatusCodes.Status200OK, new NodesShape([.. status.Nodes.Select(Shape)]), ApiShapes.Default.NodesShape);
    }

    private static EntryShape Shape(ListedEntry entry) => new(
        entry.Path.Name, entry.Path.Value, entry.IsFolder ? "folder" : "file", entry.IsFolder ? null : entry.Length, entry.Path.IsRoot ? null : entry.WrittenAt.UtcDateTime,
        ETags.Of(entry)?.ToString(), entry.IsComplete, entry.Survives, entry.Holders);

    private static NodeShape Shape(NodeReport node) => new(
        node.Address.Number, node.Address.Name, NodeTable.State(node), node.Fault, node.Status?.Parts, node.Status?.PartsMissing, node.Status?.PartsDamaged,
        node.Status?.PartsOnLoan, node.Status?.PartBytes, node.Status?.FreeBytes,
        node.Status is { CheckedSince: > 0 and var since } ? DateTimeOffset.FromUnixTimeMilliseconds(since).UtcDateTime : null);
}
