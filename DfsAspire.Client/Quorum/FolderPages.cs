using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>All pages of one folder from one node.</summary>
internal sealed record FolderPages(NodeView View, IReadOnlyList<ListItem> Items)
{
    /// <summary>
    /// Asks page after page. A node gets no further than there are genuine entries in the folder: each may come once, in order.
    /// </summary>
    /// <exception cref="NodeException">The node is gone, refuses, or lists what does not belong there.</exception>
    public static async Task<FolderPages> ReadAsync(NodeClient node, StorePath folder, GenuineEntries genuine, CancellationToken cancellationToken)
    {
        var items = new List<ListItem>();
        var after = "";
        while (true)
        {
            var page = await node.AskAsync<ListFolder, ListReply>("list", new ListFolder(default, folder, after), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new NodeException(node.Node, page.Outcome.Status, page.Outcome.Text ?? $"does not list: {page.Outcome.Status}");
            foreach (var item in page.Items)
            {
                if (FindFault(item.Entry, folder, after, genuine) is { } fault)
                    throw new NodeException(node.Node, null, fault);
                after = item.Entry.Entry.Path.Name;
                items.Add(item);
            }

            if (!page.HasMore)
                return new FolderPages(page.View, items);
            if (page.Items.Count == 0)
                throw new NodeException(node.Node, null, $"does not keep to the protocol: its listing of '{folder}/' does not get on");
        }
    }

    private static string? FindFault(SignedEntry entry, StorePath folder, string after, GenuineEntries genuine)
    {
        var path = entry.Entry.Path;
        if (path.IsRoot || path.Folder != folder)
            return $"lists '{path}', which does not lie in '{folder}/'";
        if (Utf8Order.Compare(path.Name, after) <= 0)
            return $"does not keep to the protocol: it lists '{path}' twice or out of order";
        return genuine.Contains(entry) ? null : $"lists an entry for '{path}' that you never signed";
    }
}
