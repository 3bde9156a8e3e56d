using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Shell.Output;

/// <summary>How the nodes are, one column for each: four of them fit 80 characters.</summary>
internal static class NodeTable
{
    private const int LabelWidth = 16;
    private const int ColumnWidth = 16;

    private static readonly (string Label, Func<NodeStatus, DateTimeOffset, string> Show)[] Rows =
    [
        ("up for", (status, _) => Duration(TimeSpan.FromMilliseconds(status.UptimeMilliseconds))),
        ("parts held", (status, _) => Number(status.Parts)),
        ("  missing", (status, _) => Number(status.PartsMissing)),
        ("  damaged", (status, _) => Number(status.PartsDamaged)),
        ("  on loan", (status, _) => Number(status.PartsOnLoan)),
        ("  brought back", (status, _) => Number(status.PartsRestored)),
        ("  unconfirmed", (status, _) => Number(status.PartsUnconfirmed)),
        ("space used", (status, _) => ByteSize.Format(status.PartBytes)),
        ("space free", (status, _) => ByteSize.Format(status.FreeBytes)),
        ("all checked", (status, now) => Checked(status, now)),
        ("scrub", (status, _) => Scrub(status)),
    ];

    public static IEnumerable<string> Lines(StoreStatus status, DateTimeOffset now)
    {
        yield return Line("", status.Nodes.Select(node => node.Address.Name));
        yield return Line("state", status.Nodes.Select(State));
        foreach (var (label, show) in Rows)
            yield return Line(label, status.Nodes.Select(node => node.Status is { } numbers ? show(numbers, now) : "-"));
    }

    /// <summary>A node's state in a word.</summary>
    public static string State(NodeReport node) => node.Status?.State switch
    {
        null => "away",
        NodeState.Ready => "ready",
        NodeState.ReadOnly => "read-only",
        NodeState.Copying => "copying",
        NodeState.Failing => "failing",
        _ => "up",
    };

    private static string Line(string label, IEnumerable<string> cells) =>
        (label.PadRight(LabelWidth) + string.Concat(cells.Select(cell => $" {Cut(cell)}".PadRight(ColumnWidth)))).TrimEnd();

    // Names come from the configuration and may be of any length.
    private static string Cut(string cell) => cell.Length < ColumnWidth - 1 ? cell : $"{cell[..(ColumnWidth - 3)]}…";

    private static string Checked(NodeStatus status, DateTimeOffset now) => status.CheckedSince == 0
        ? "-"
        : $"{Duration(TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - status.CheckedSince)))} ago";

    private static string Scrub(NodeStatus status) => status.ScrubPartsDue == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(100, 100 * status.ScrubPartsRead / status.ScrubPartsDue)} %");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan time)
    {
        FormattableString text = time switch
        {
            { TotalSeconds: < 60 } => $"{(int)time.TotalSeconds} s",
            { TotalMinutes: < 60 } => $"{(int)time.TotalMinutes} min",
            { TotalHours: < 24 } => $"{time.Hours} h {time.Minutes} min",
            _ => $"{(int)time.TotalDays} d {time.Hours} h",
        };
        return FormattableString.Invariant(text);
    }
}
