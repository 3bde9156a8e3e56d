using DfsAspire.Client.Connections;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>All pages of one folder from one node.</summary>
internal sealed record FolderPages(NodeView View, IReadOnlyList<ListItem> Items)
{
    /// <summary>
    /// Asks page after page, the next one while the last is verified. A node gets no further than a page beyond what is genuine in the folder: each
    /// entry may come once, in order.
    /// </summary>
    /// <exception cref="NodeException">The node is gone, refuses, or lists what does not belong there.</exception>
    public static async Task<FolderPages> ReadAsync(
        NodeClient node, StorePath folder, SignatureVerifier verifier, string user, Veil veil, CancellationToken cancellationToken)
    {
        // Nodes have an order of their own, that of the names they see.
        var asked = veil.Hide(folder);
        var last = "";
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = new List<ListItem>();
        var coming = AskAsync("");
        try
        {
            while (true)
            {
                var page = await coming;
                if (!page.Outcome.IsOk)
                    throw new NodeException(node.Node, page.Outcome.Status, page.Outcome.Text ?? $"does not list: {page.Outcome.Status}");
                if (FindFault(page, asked, last) is { } fault)
                    throw new NodeException(node.Node, null, fault);
                if (page.HasMore)
                    coming = AskAsync(last = page.Items[^1].Entry.Entry.Path.Name);
                if (FindForgery(page.Items, node.Node.Number, verifier, user) is { } forged)
                    throw new NodeException(node.Node, null, $"lists an entry for '{forged}' that you never signed");
                items.AddRange(page.Items.Select(item => Reveal(node, item, veil)));
                if (!page.HasMore)
                    return new FolderPages(page.View, items);
            }
        }
        catch
        {
            await enough.CancelAsync();
            await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        Task<ListReply> AskAsync(string after) => node.AskAsync<ListFolder, ListReply>("list", new ListFolder(default, asked, after), enough.Token);
    }

    private static ListItem Reveal(NodeClient node, ListItem item, Veil veil)
    {
        var known = veil.TryReveal(item.Entry) ?? throw new NodeException(node.Node, null, $"lists '{item.Entry.Entry.Path}', which is no name of yours");
        return ReferenceEquals(known, item.Entry) ? item : item with { Entry = known };
    }

    private static string? FindFault(ListReply page, StorePath folder, string after)
    {
        foreach (var item in page.Items)
        {
            var path = item.Entry.Entry.Path;
            if (path.IsRoot || path.Folder != folder)
                return $"lists '{path}', which does not lie in '{folder}/'";
            if (Utf8Order.Compare(path.Name, after) <= 0)
                return $"does not keep to the protocol: it lists '{path}' twice or out of order";
            after = path.Name;
        }

        return page.HasMore && page.Items.Count == 0 ? $"does not keep to the protocol: its listing of '{folder}/' does not get on" : null;
    }

    // Nodes send the same page at the same time. Each is begun at another place, so that what one of them has verified by then need not be verified again.
    private static StorePath? FindForgery(IReadOnlyList<ListItem> items, int node, SignatureVerifier verifier, string user)
    {
        var first = items.Count * (node - 1) / WireLimits.Nodes;
        for (var at = 0; at < items.Count; at++)
        {
            var entry = items[(first + at) % items.Count].Entry;
            if (!verifier.IsGenuine(entry, user, entry.Entry.Path))
                return entry.Entry.Path;
        }

        return null;
    }
}
