using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Methods;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Api;

/// <summary>What was overwritten or deleted while nodes keep it.</summary>
internal static class VersionMethods
{
    public static async Task ListAsync(ApiCall call)
    {
        _ = call.About(call.Path);
        if (call.Path.IsRoot)
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "Versions are those of a file. Name one.");
        var listing = await call.Store.ListVersionsAsync(call.Path, call.Aborted);
        NeedAll(listing.MayBeOld);
        var versions = listing.Versions;
        if (versions.Count == 0)
            throw new HttpRefusal(StatusCodes.Status404NotFound, $"No version of '{call.Path}' is kept.");
        await WriteAsync(call, versions);
    }

    public static async Task ListDeletedAsync(ApiCall call)
    {
        _ = call.About(call.Path);
        var listing = await call.Store.ListDeletedAsync(call.Path, call.Aborted);
        NeedAll(listing.MayBeOld);
        await WriteAsync(call, listing.Entries.Where(entry => !entry.IsMoved && !HiddenNames.IsHidden(entry.Path.Name)));
    }

    public static async Task RestoreAsync(ApiCall call)
    {
        var wish = await call.ReadAsync(
            ApiShapes.Default.RestoreShape, static wish => wish is { Path.Length: > 0, Version: null or { Length: > 0 } },
            """{"path": "docs/a", "version": "5f1c…"}, or without a version to undo a deletion""");
        var about = call.About(StorePath.Parse(wish.Path!));
        if (wish.Version is { } id)
        {
            await RestoreMethod.RestoreAsync(about, id);
            await call.WriteAsync(StatusCodes.Status200OK, new RestoredShape(wish.Path!, 1, []), ApiShapes.Default.RestoredShape);
            return;
        }

        var undelete = await RestoreMethod.UndeleteAsync(about, took: null);
        await call.WriteAsync(
            StatusCodes.Status200OK, new RestoredShape(wish.Path!, undelete.Restored, [.. undelete.Left.Select(path => path.Value).Order(StringComparer.Ordinal)]),
            ApiShapes.Default.RestoredShape);
    }

    // As for a listing of a folder: what one node says alone is not passed on.
    private static void NeedAll(bool mayBeOld)
    {
        if (mayBeOld)
            throw new HttpRefusal(StatusCodes.Status503ServiceUnavailable, "Only one node answers, and it may not know all versions. Try again when the others are back.");
    }

    private static Task WriteAsync(ApiCall call, IEnumerable<FileVersion> versions) => call.WriteAsync(
        StatusCodes.Status200OK, new VersionsShape(call.Path.Value, [.. versions.Select(Shape)]), ApiShapes.Default.VersionsShape);

    private static VersionShape Shape(FileVersion version) => new(
        version.Path.Value, version.Id, version.IsFolder ? "folder" : "file", version.IsFolder ? null : version.Length, version.WrittenAt.UtcDateTime, version.IsCurrent,
        version.ReplacedAt?.UtcDateTime, version.KeptUntil?.UtcDateTime, version.IsMoved, version.IsComplete, version.Survives);
}
