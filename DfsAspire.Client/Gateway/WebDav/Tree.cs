using DfsAspire.Client.Gateway.WebDav.Properties;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>Deletes, copies and moves what lies at a path, with its properties; a folder path by path.</summary>
internal sealed class Tree(DfsClient store, DeadProperties properties)
{
    private const int AtOnce = 8;

    /// <summary>Deletes a file, or a folder and all that is in it.</summary>
    public async Task DeleteAsync(ListedEntry entry, CancellationToken cancellationToken)
    {
        await DeleteBelowAsync(entry, cancellationToken);
        await properties.RemoveAsync(entry.Path, cancellationToken);
    }

    /// <summary>Checks that all that lies below a path can have its name below another one too.</summary>
    /// <exception cref="InvalidPathException">A path would be too long.</exception>
    public async Task NeedRoomAsync(ListedEntry entry, StorePath to, CancellationToken cancellationToken)
    {
        if (entry.IsFolder)
            foreach (var member in await Members.ListAsync(store, entry.Path, cancellationToken))
                await NeedRoomAsync(member, to.Combine(member.Path.Name), cancellationToken);
    }

    /// <summary>Copies a file or a folder, over nothing or a file over a file.</summary>
    public async Task CopyAsync(ListedEntry entry, StorePath to, bool mayReplace, bool isDeep, CancellationToken cancellationToken)
    {
        await CopyBelowAsync(entry, to, mayReplace, isDeep, cancellationToken);
        await properties.CopyAsync(entry.Path, to, cancellationToken);
    }

    /// <summary>Moves a file or a folder, over nothing, a file over a file, or into the folder that the same MOVE has begun to fill.</summary>
    public async Task MoveAsync(ListedEntry entry, StorePath to, bool mayReplace, CancellationToken cancellationToken)
    {
        await MoveBelowAsync(entry, to, mayReplace, cancellationToken);
        await properties.MoveAsync(entry.Path, to, cancellationToken);
    }

    private async Task DeleteBelowAsync(ListedEntry entry, CancellationToken cancellationToken)
    {
        if (entry.IsFolder)
            await ForEachAsync(entry.Path, member => DeleteBelowAsync(member, cancellationToken), cancellationToken);
        try
        {
            await store.DeleteAsync(entry.Path, cancellationToken);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            // Somebody else was quicker.
        }
    }

    private async Task CopyBelowAsync(ListedEntry entry, StorePath to, bool mayReplace, bool isDeep, CancellationToken cancellationToken)
    {
        if (!entry.IsFolder)
        {
            await store.CopyAsync(entry.Path, to, mayReplace, cancellationToken);
            return;
        }

        await store.MakeFolderAsync(to, cancellationToken);
        // The properties of members lie among them, and come along.
        if (isDeep)
            await ForEachAsync(entry.Path, member => CopyMemberAsync(member, to, mayReplace, cancellationToken), cancellationToken);
    }

    // A mark says of its own folder how far it is, and of no copy.
    private Task CopyMemberAsync(ListedEntry member, StorePath to, bool mayReplace, CancellationToken cancellationToken) =>
        HiddenNames.IsMoveMark(member.Path.Name)
            ? Task.CompletedTask
            : CopyBelowAsync(member, to.Combine(member.Path.Name), mayReplace, isDeep: true, cancellationToken);

    private Task MoveMemberAsync(ListedEntry member, StorePath to, bool mayReplace, CancellationToken cancellationToken) =>
        HiddenNames.IsMoveMark(member.Path.Name)
            ? DeleteBelowAsync(member, cancellationToken)
            : MoveBelowAsync(member, to.Combine(member.Path.Name), mayReplace, cancellationToken);

    private async Task MoveBelowAsync(ListedEntry entry, StorePath to, bool mayReplace, CancellationToken cancellationToken)
    {
        if (!entry.IsFolder)
        {
            await store.MoveAsync(entry.Path, to, mayReplace, cancellationToken);
            return;
        }

        await store.MakeFolderAsync(to, cancellationToken);
        await ForEachAsync(entry.Path, member => MoveMemberAsync(member, to, mayReplace, cancellationToken), cancellationToken);
        // Refused, and rightly, when somebody has written into it meanwhile.
        await store.DeleteAsync(entry.Path, cancellationToken);
    }

    // Folders one after the other, so that a deep tree does not multiply what is under way.
    private async Task ForEachAsync(StorePath folder, Func<ListedEntry, Task> act, CancellationToken cancellationToken)
    {
        var members = await Members.ListAsync(store, folder, cancellationToken);
        await Parallel.ForEachAsync(
            members.Where(member => !member.IsFolder), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (member, _) => await act(member));
        foreach (var member in members.Where(member => member.IsFolder))
            await act(member);
    }
}
