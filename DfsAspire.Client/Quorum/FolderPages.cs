using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>All pages of one folder from one node.</summary>
internal sealed record FolderPages(NodeView View, IReadOnlyList<ListItem> Items)
{
    /// <summary>Asks page after page.</summary>
    /// <exception cref="NodeException">The node is gone, refuses, or its pages do not get on.</exception>
    public static async Task<FolderPages> ReadAsync(NodeClient node, StorePath folder, CancellationToken cancellationToken)
    {
        var items = new List<ListItem>();
        var after = "";
        while (true)
        {
            var page = await node.AskAsync<ListFolder, ListReply>("list", new ListFolder(default, folder, after), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new NodeException(node.Node, page.Outcome.Status, page.Outcome.Text ?? $"does not list: {page.Outcome.Status}");
            items.AddRange(page.Items);
            if (!page.HasMore)
                return new FolderPages(page.View, items);
            // A page that does not get on would be asked for again and again.
            var last = page.Items.Count > 0 ? page.Items[^1].Entry.Entry.Path.Name : "";
            if (Utf8Order.Compare(last, after) <= 0)
                throw new NodeException(node.Node, null, $"does not keep to the protocol: its listing of '{folder}' does not get on");
            after = last;
        }
    }
}
