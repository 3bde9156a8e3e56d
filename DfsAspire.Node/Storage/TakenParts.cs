using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Node.Storage;

/// <summary>What an entry finds of its content's parts on this node.</summary>
/// <param name="Own">The two parts that this node must hold.</param>
/// <param name="Staged">Staged parts, loans too, that are what the entry says: they become held.</param>
/// <param name="Unfit">Staged parts that are something else.</param>
/// <param name="Absent">Parts of the own pair of which nothing usable is known here.</param>
/// <param name="Lacking">What a commit must be refused for; null when nothing.</param>
internal sealed record TakenParts(PartPair Own, IReadOnlyList<PartRow> Staged, IReadOnlyList<PartRow> Unfit, IReadOnlyList<int> Absent, string? Lacking)
{
    /// <summary>For folders and tombstones.</summary>
    public static TakenParts None { get; } = new(default, [], [], [], null);

    /// <summary>Sorts the catalog's rows of a content by what the entry says of them.</summary>
    public static TakenParts Sort(Entry entry, int node, IReadOnlyList<PartRow> rows, Predicate<PartRow> isWhole)
    {
        var own = PlacementTable.PartsOf(entry.Placement, node);
        List<PartRow> staged = [], unfit = [];
        List<int> absent = [];
        string? lacking = null;
        foreach (var row in rows.Where(row => row.State == PartState.Staged))
        {
            if (row.Info == entry.Parts[row.Part - 1] && isWhole(row))
            {
                staged.Add(row);
                continue;
            }

            unfit.Add(row);
            lacking = $"Part {row.Part} of {entry.Path} is staged on node {node} with other bytes than its entry says. Send it again.";
        }

        foreach (var part in (ReadOnlySpan<int>)[own.First, own.Second])
        {
            if (staged.Exists(row => row.Part == part))
                continue;
            var known = rows.FirstOrDefault(row => row.Part == part && row.State != PartState.Staged);
            if (known is null)
                absent.Add(part);
            if (known is not { State: PartState.Held } || !isWhole(known))
                lacking ??= $"Part {part} of {entry.Path} is not on node {node}. Send it before the commit.";
        }

        return new TakenParts(own, staged, unfit, absent, lacking);
    }

    /// <summary>The same when nothing that is staged may be kept: those parts are then missing, and repair brings them from where they were granted.</summary>
    public TakenParts WithoutStaged(StorePath path) => Staged.Count == 0 ? this : this with
    {
        Staged = [],
        Unfit = [.. Unfit, .. Staged],
        Absent = [.. Absent, .. Staged.Where(row => Own.Contains(row.Part)).Select(row => row.Part)],
        Lacking = $"Parts of {path} were staged that its user may not keep.",
    };

    /// <summary>The same after trailers were written: null stands for a staged file that was gone.</summary>
    public TakenParts With(IReadOnlyList<PartRow?> written)
    {
        if (!written.Contains(null))
            return this with { Staged = [.. written.OfType<PartRow>()] };
        var gone = Staged.Where((_, at) => written[at] is null).ToList();
        return this with
        {
            Staged = [.. written.OfType<PartRow>()],
            Unfit = [.. Unfit, .. gone],
            Absent = [.. Absent, .. gone.Where(row => Own.Contains(row.Part)).Select(row => row.Part)],
            Lacking = $"The file of part {gone[0].Part} is gone from the volume. Send it again.",
        };
    }
}
