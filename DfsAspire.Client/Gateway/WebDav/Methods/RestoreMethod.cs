using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>Brings back what was overwritten or deleted. WebDAV has no method of it; the page and the REST API do.</summary>
internal static class RestoreMethod
{
    /// <summary>Makes a file again what one of its versions was.</summary>
    /// <param name="call">The file.</param>
    /// <param name="id">The version, by the first digits of its id.</param>
    public static async Task<CopyReceipt> RestoreAsync(DavCall call, string id)
    {
        using var gate = await call.Gates.EnterAsync(call.Store.User, call.Path, isTree: false, call.Aborted);
        LockRule.NeedWrite(call, call.Path);
        LockRule.NeedMembership(call, call.Path);
        var version = (await call.Store.ListVersionsAsync(call.Path, call.Aborted)).Find(id);
        return await call.Store.RestoreAsync(version, target: null, overwrite: true, call.Aborted);
    }

    /// <summary>Brings back what was deleted at a path: a file, or a folder with what was in it.</summary>
    /// <param name="call">The path.</param>
    /// <param name="took">How long the deletion took, to bring back what went with it; null for everything that is kept.</param>
    /// <param name="beside">What was deleted from its folder, where that was asked already.</param>
    public static async Task<Undelete> UndeleteAsync(DavCall call, TimeSpan? took, IReadOnlyList<FileVersion>? beside = null)
    {
        using var gate = await call.Gates.EnterAsync(call.Store.User, call.Path, isTree: true, call.Aborted);
        LockRule.NeedTree(call, call.Path);
        var undelete = new Undelete(call.Store) { Beside = beside };
        // As with a MOVE: what is done halfway helps nobody.
        await undelete.RunAsync(call.Path, took, CancellationToken.None);
        return undelete;
    }
}
