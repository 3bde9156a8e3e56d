using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>
/// What had been committed at a certain moment, and what of it one node was not seen to hold yet: of every path the newest entry of that moment or a newer
/// one, both of its own parts, and nothing of it on loan at the node opposite. A count cannot tell: a node that has not heard of an overwrite misses nothing.
/// </summary>
internal sealed class Committed
{
    // Whatever was acknowledged while a node was away is on each of the three others.
    private const int Witnesses = 2;

    private readonly Holdings _holdings;
    private readonly int _node;
    private readonly Dictionary<StorePath, Entry> _lacking;

    private Committed(Holdings holdings, int node, Dictionary<StorePath, Entry> lacking)
    {
        _holdings = holdings;
        _node = node;
        _lacking = lacking;
    }

    /// <summary>How many paths there were.</summary>
    public int Paths { get; private init; }

    /// <summary>What the other nodes have committed now; null when too few of them answer.</summary>
    public static async Task<Committed?> TakeAsync(Holdings holdings, int node, CancellationToken cancellationToken)
    {
        var others = (await holdings.OfAllAsync(cancellationToken)).Where((items, at) => items is not null && at != node - 1).ToList();
        if (others.Count < Witnesses)
            return null;
        var newest = others.SelectMany(items => items!.Values).Select(item => item.Entry.Entry).GroupBy(entry => entry.Path)
            .ToDictionary(path => path.Key, path => path.MaxBy(entry => entry.Stamp)!);
        return new Committed(holdings, node, newest) { Paths = newest.Count };
    }

    /// <summary>Looks again; answers what of it the node still lacks, for a reader. Clients replace contents meanwhile, so that each path counts once it was whole.</summary>
    public async Task<IReadOnlyList<string>> LackingAsync(CancellationToken cancellationToken)
    {
        var all = await _holdings.OfAllAsync(cancellationToken);
        var opposite = PlacementTable.Opposite(_node);
        if (all[_node - 1] is not { } own)
            return [$"node{_node} does not answer"];
        if (all[opposite - 1] is not { } borrowers)
            return [$"node{opposite}, which has its loans, does not answer"];
        var lacking = new List<string>();
        foreach (var (path, newest) in _lacking.ToList())
        {
            if (WhatOf(newest, own.GetValueOrDefault(path), borrowers.GetValueOrDefault(path), isGone: all.All(items => items?.ContainsKey(path) == false)) is { } what)
                lacking.Add($"node{_node} {what} of '{path}'");
            else
                _lacking.Remove(path);
        }

        return lacking;
    }

    private string? WhatOf(Entry newest, ListItem? own, ListItem? borrowers, bool isGone)
    {
        // A tombstone is forgotten when all four nodes had it.
        if (own is null)
            return isGone ? null : "has heard nothing";
        var entry = own.Entry.Entry;
        if (entry.Stamp < newest.Stamp)
            return "has not the newest entry";
        if (entry.Kind != EntryKind.File)
            return null;
        if (!Has(own, entry.Placement, _node))
            return "has not both parts";
        return borrowers is not null && borrowers.Entry.Entry.Stamp == entry.Stamp && HasAny(borrowers, entry.Placement, _node) ? "has loans left" : null;
    }

    private static bool Has(ListItem item, int placement, int node) =>
        PlacementTable.PartsOf(placement, node) is var parts && item.Held.Holds(parts.First) && item.Held.Holds(parts.Second);

    private static bool HasAny(ListItem item, int placement, int node) =>
        PlacementTable.PartsOf(placement, node) is var parts && (item.Held.Holds(parts.First) || item.Held.Holds(parts.Second));
}
