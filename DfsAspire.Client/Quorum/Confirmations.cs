using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// Unconfirmed parts that were authenticated on the way. Their nodes are told at the end, in one message each; one that does not hear of it
/// has lost nothing but a mark, and the next reader tells it.
/// </summary>
internal sealed class Confirmations
{
    // A reader has its bytes by now, and does not wait for more than this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<NodeClient, List<AuthenticPart>> _parts = [];

    /// <summary>Notes a part that came whole from one node and opened to its last segment.</summary>
    public void Add(NodeClient node, AuthenticPart part)
    {
        lock (_lock)
        {
            if (!_parts.TryGetValue(node, out var parts))
                _parts.Add(node, parts = []);
            parts.Add(part);
        }
    }

    /// <summary>Tells the nodes, as far as they listen.</summary>
    public async Task SendAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        List<(NodeClient Node, AuthenticPart[] Parts)> messages;
        lock (_lock)
        {
            messages = [.. _parts.SelectMany(of => of.Value.Chunk(ConfirmParts.MostParts), (of, parts) => (of.Key, parts))];
            _parts.Clear();
        }

        if (messages.Count == 0)
            return;
        using var late = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await Task.WhenAll(messages.Select(message => TellAsync(message.Node, message.Parts, end.Token)));
    }

    private static async Task TellAsync(NodeClient node, AuthenticPart[] parts, CancellationToken cancellationToken)
    {
        try
        {
            await node.AskAsync<ConfirmParts, ConfirmReply>("confirm", new ConfirmParts(default, parts), cancellationToken);
        }
        catch (Exception fault) when (fault is NodeException or OperationCanceledException)
        {
            // Its span says so. The command has done what it was asked for.
        }
    }
}
