using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>What each node by itself holds in some folders. No client shows that: it asks all nodes, and one makes good what another lacks.</summary>
internal sealed class Holdings(StoreSession session, IReadOnlyList<StorePath> folders)
{
    /// <summary>What the paths hold on one node, tombstones too; null when it does not answer.</summary>
    public async Task<IReadOnlyDictionary<StorePath, ListItem>?> OfAsync(int node, CancellationToken cancellationToken)
    {
        try
        {
            var pages = await Task.WhenAll(folders.Select(folder => ListAsync(session.Nodes[node - 1], folder, cancellationToken)));
            return pages.SelectMany(items => items).ToDictionary(item => item.Entry.Entry.Path);
        }
        catch (NodeException)
        {
            return null;
        }
    }

    /// <summary>The same of all nodes; the first is node 1.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<StorePath, ListItem>?>> OfAllAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(TestCluster.Numbers.Select(node => OfAsync(node, cancellationToken)));

    private static async Task<List<ListItem>> ListAsync(NodeClient node, StorePath folder, CancellationToken cancellationToken)
    {
        var items = new List<ListItem>();
        while (true)
        {
            var after = items.Count == 0 ? "" : items[^1].Entry.Entry.Path.Name;
            var page = await node.AskAsync<ListFolder, ListReply>("list", new ListFolder(default, folder, after), cancellationToken);
            if (!page.Outcome.IsOk)
                throw new NodeException(node.Node, page.Outcome.Status, page.Outcome.Text ?? "does not list");
            items.AddRange(page.Items);
            if (!page.HasMore)
                return items;
        }
    }
}
