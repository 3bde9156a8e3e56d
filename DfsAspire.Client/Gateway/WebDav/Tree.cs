using DfsAspire.Client.Gateway.Http;
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

    /// <summary>Checks that all files that lie at a path or below it can be read just now: what they shall replace goes only then.</summary>
    /// <exception cref="HttpRefusal">A part of one is on no node that answers.</exception>
    public async Task NeedWholeAsync(ListedEntry entry, CancellationToken cancellationToken)
    {
        if (!entry.IsComplete)
        {
            throw new HttpRefusal(
                StatusCodes.Status503ServiceUnavailable, $"A part of '{entry.Path}' is on no node that answers, so it replaces nothing. Nothing was changed. Start the missing nodes and try again.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }

        if (entry.IsFolder)
            foreach (var member in await Members.ListAsync(store, entry.Path, cancellationToken))
                await NeedWholeAsync(member, cancellationToken);
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

    /// <summary>The same, where the properties go with the folder they lie in, or on their own.</summary>
    public async Task DeleteBelowAsync(ListedEntry entry, CancellationToken cancellationToken)
    {
        if (entry.IsFolder)
            await ForEachOfAsync(entry.Path, member => DeleteBelowAsync(member, cancellationToken), cancellationToken);
        try
        {
            await store.DeleteAsync(entry.Path, cancellationToken);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            // Somebody else was quicker.
        }
    }

    /// <summary>The same, where the properties come with the folder they lie in, or on their own.</summary>
    public async Task CopyBelowAsync(ListedEntry entry, StorePath to, bool mayReplace, bool isDeep, CancellationToken cancellationToken)
    {
        if (!entry.IsFolder)
        {
            await store.CopyAsync(entry.Path, to, mayReplace, cancellationToken);
            return;
        }

        await store.MakeFolderAsync(to, cancellationToken);
        // The properties of members lie among them, and come along.
        if (isDeep)
            await ForEachOfAsync(entry.Path, member => CopyMemberAsync(member, to, mayReplace, cancellationToken), cancellationToken);
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
        await ForEachOfAsync(entry.Path, member => MoveMemberAsync(member, to, mayReplace, cancellationToken), cancellationToken);
        // Refused, and rightly, when somebody has written into it meanwhile.
        await store.DeleteAsync(entry.Path, cancellationToken);
    }

    /// <summary>Does something with all members of a folder: files at once, folders one after the other, so that a deep tree does not multiply what is under way.</summary>
    public static async Task ForEachAsync(IReadOnlyList<ListedEntry> members, Func<ListedEntry, Task> act, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(
            members.Where(member => !member.IsFolder), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (member, _) => await act(member));
        foreach (var member in members.Where(member => member.IsFolder))
            await act(member);
    }

    private async Task ForEachOfAsync(StorePath folder, Func<ListedEntry, Task> act, CancellationToken cancellationToken) =>
        await ForEachAsync(await Members.ListAsync(store, folder, cancellationToken), act, cancellationToken);
}
