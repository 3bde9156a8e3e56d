using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>All that one node still keeps of what a folder's names, or one of them, held before.</summary>
internal sealed record VersionPages(NodeView View, IReadOnlyList<VersionItem> Items)
{
    /// <summary>Asks page after page. A node gets no further than there are genuine versions: each may come once, in order.</summary>
    /// <param name="node">Who is asked.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The one name in it; empty for all.</param>
    /// <param name="verifier">Knows what the user has signed.</param>
    /// <param name="user">The user.</param>
    /// <param name="veil">How the user's paths look to nodes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NodeException">The node is gone, refuses, or lists what does not belong there.</exception>
    public static async Task<VersionPages> ReadAsync(
        NodeClient node, StorePath folder, string name, SignatureVerifier verifier, string user, Veil veil, CancellationToken cancellationToken)
    {
        var (asked, only) = (veil.Hide(folder), veil.Hide(folder, name));
        var items = new List<VersionItem>();
        var (afterName, afterStamp) = ("", Stamp.None);
        while (true)
        {
            var page = await node.AskAsync<ListVersions, VersionsReply>("versions", new ListVersions(default, asked, only, afterName, afterStamp), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new NodeException(node.Node, page.Outcome.Status, page.Outcome.Text ?? $"does not list versions: {page.Outcome.Status}");
            foreach (var item in page.Items)
            {
                var entry = item.Entry.Entry;
                if (FindFault(item.Entry, asked, only, afterName, afterStamp) is { } fault)
                    throw new NodeException(node.Node, null, fault);
                if (!verifier.IsGenuine(item.Entry, user, entry.Path))
                    throw new NodeException(node.Node, null, $"lists a version of '{entry.Path}' that you never signed");
                (afterName, afterStamp) = (entry.Path.Name, entry.Stamp);
                var known = veil.TryReveal(item.Entry) ?? throw new NodeException(node.Node, null, $"lists versions of '{entry.Path}', which is no name of yours");
                items.Add(ReferenceEquals(known, item.Entry) ? item : item with { Entry = known });
            }

            if (!page.HasMore)
                return new VersionPages(page.View, items);
            if (page.Items.Count == 0)
                throw new NodeException(node.Node, null, $"does not keep to the protocol: its versions in '{folder}/' do not get on");
        }
    }

    private static string? FindFault(SignedEntry signed, StorePath folder, string name, string afterName, Stamp afterStamp)
    {
        var path = signed.Entry.Path;
        if (path.IsRoot || path.Folder != folder || (name.Length > 0 && path.Name != name))
            return $"lists versions of '{path}', which was not asked about";
        var order = Utf8Order.Compare(path.Name, afterName);
        if (order < 0 || (order == 0 && signed.Entry.Stamp <= afterStamp))
            return $"does not keep to the protocol: it lists versions of '{path}' twice or out of order";
        return signed.Entry.Kind == EntryKind.Tombstone ? $"does not keep to the protocol: it lists the deletion of '{path}' as a version" : null;
    }
}
