using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>What a node may say with an answer of itself and of the others' volumes.</summary>
internal static class Views
{
    /// <summary>Every lie about volumes, by name.</summary>
    public static IEnumerable<(string Name, Func<LyingNode, NodeView, NodeView> Change, bool IsKnown)> All { get; } =
    [
        ("another node's volume was replaced", (node, view) => Accuse(view, of => of == node.Number % 4), true),
        ("all other nodes' volumes were replaced", (node, view) => Accuse(view, of => of != node.Number - 1), true),
        ("its own volume was replaced", (node, view) => Accuse(view, of => of == node.Number - 1), true),
        ("its volume is an older one", (_, view) => view with { Incarnation = 1 }, true),
        ("its volume is from the far future", (_, view) => view with { Incarnation = long.MaxValue }, false),
        ("a ticket that was never given", (_, view) => view with { Ticket = long.MaxValue }, true),
    ];

    private static NodeView Accuse(NodeView view, Func<int, bool> whom) =>
        view with { KnownIncarnations = [.. view.KnownIncarnations.Select((known, at) => whom(at) ? long.MaxValue : known)] };
}
