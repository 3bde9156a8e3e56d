using System.Collections.Concurrent;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>
/// Makes one folder what another one is. First everything is copied over what is there, each file in one step; only when all of it is there goes what
/// the other folder does not have. So what stops halfway has taken nothing away, and the same request again goes on.
/// </summary>
internal sealed class FolderReplacement(DfsClient store, Tree tree)
{
    // Members whose name is that of a folder where they are files, or the other way round; and members that the source does not have.
    private readonly ConcurrentBag<(ListedEntry Member, ListedEntry InTheWay)> _ofOtherKind = [];
    private readonly ConcurrentBag<ListedEntry> _superfluous = [];

    /// <summary>Replaces what lies in a folder by what lies in another one, or by nothing when the copy is not to be deep.</summary>
    public async Task RunAsync(StorePath from, StorePath to, bool isDeep, CancellationToken cancellationToken)
    {
        await MergeAsync(from, to, isDeep, cancellationToken);
        foreach (var (member, inTheWay) in _ofOtherKind)
        {
            await tree.NeedWholeAsync(member, cancellationToken);
            await tree.DeleteBelowAsync(inTheWay, cancellationToken);
            await tree.CopyBelowAsync(member, inTheWay.Path, mayReplace: true, isDeep: true, cancellationToken);
        }

        await Tree.ForEachAsync([.. _superfluous], entry => tree.DeleteBelowAsync(entry, cancellationToken), cancellationToken);
    }

    private async Task MergeAsync(StorePath from, StorePath to, bool isDeep, CancellationToken cancellationToken)
    {
        var there = (await Members.ListAsync(store, to, cancellationToken)).ToDictionary(entry => entry.Path.Name, StringComparer.Ordinal);
        // A mark says of its own folder how far it is, and of no copy.
        List<ListedEntry> members = isDeep
            ? [.. (await Members.ListAsync(store, from, cancellationToken)).Where(member => !HiddenNames.IsMoveMark(member.Path.Name))]
            : [];
        foreach (var name in there.Keys.Except(members.Select(member => member.Path.Name), StringComparer.Ordinal))
            _superfluous.Add(there[name]);
        await Tree.ForEachAsync(members, member => MergeMemberAsync(member, to, there.GetValueOrDefault(member.Path.Name), cancellationToken), cancellationToken);
    }

    private Task MergeMemberAsync(ListedEntry member, StorePath to, ListedEntry? there, CancellationToken cancellationToken)
    {
        if (there is not null && there.IsFolder != member.IsFolder)
        {
            _ofOtherKind.Add((member, there));
            return Task.CompletedTask;
        }

        var path = to.Combine(member.Path.Name);
        return member.IsFolder && there is not null
            ? MergeAsync(member.Path, path, isDeep: true, cancellationToken)
            : tree.CopyBelowAsync(member, path, mayReplace: true, isDeep: true, cancellationToken);
    }
}
