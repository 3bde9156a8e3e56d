using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>How the four nodes are. Scripts ask for it again every few seconds.</summary>
internal static class NodesPanel
{
    /// <summary>The header of a request that no person made.</summary>
    public const string ByItself = "X-Dfs-By-Itself";

    public static Task<StoreStatus> AskAsync(WebCall call) => call.Store.GetStatusAsync(call.Aborted);

    public static Html Of(StoreStatus status, DateTimeOffset now)
    {
        var answering = status.Nodes.Count(node => node.Status is not null);
        var (mood, sentence) = Verdict(status, answering);
        return Html.Of($"""
            <section class="nodes" id="nodes" aria-labelledby="nodes-title" data-verdict="{sentence}">
              <h2 id="nodes-title">Nodes</h2>
              <p class="verdict {mood}"><strong>{answering} of {status.Nodes.Count} answer.</strong> {sentence}</p>
              <ul>{status.Nodes.Select(node => Node(node, now))}</ul>
            </section>
            """);
    }

    private static (string Mood, string Sentence) Verdict(StoreStatus status, int answering) => status switch
    {
        { Writable: WireLimits.Nodes } => ("good", "Everything works."),
        { CanBeChanged: true } when answering < WireLimits.Nodes => ("warn", "Everything works. Files are less safe until the missing node is back."),
        { CanBeChanged: true } => ("warn", "Everything works. Files are less safe until the fourth node takes writes again."),
        { CanBeRead: true } when answering == 2 => ("bad", "Files can be read, if the two that answer stand opposite each other. Nothing can be changed."),
        { CanBeRead: true } => ("bad", "Files can be read. Nothing can be changed until three nodes take writes."),
        _ => ("bad", "Files can be neither read nor changed. Nothing is lost: start the nodes again, and look below at what is wrong with those that answer."),
    };

    private static Html Node(NodeReport node, DateTimeOffset now) => Html.Of($"""
        <li class="node">
          <div class="head"><h3>{node.Address.Name}</h3>{State(node)}</div>
          {(node.Status is { } status ? Numbers(status, now) : Html.Of($"""<p class="muted">{node.Fault ?? "It does not answer."}</p>"""))}
        </li>
        """);

    private static Html State(NodeReport node) => Words.Badge(
        node.Status?.State switch { NodeState.Ready => "good", null or NodeState.Failing => "bad", _ => "warn" }, NodeTable.State(node));

    private static Html Numbers(NodeStatus status, DateTimeOffset now)
    {
        var (used, all) = (status.PartBytes, status.PartBytes + status.FreeBytes);
        var space = $"{Words.Size(used)} used, {Words.Size(status.FreeBytes)} free";
        return Html.Of($"""
            {(status.Why is { } why ? Html.Of($"""<p>{why}</p>""") : Html.None)}
            <p>{Count(status.Parts, "part")}, {Checked(status, now)}</p>
            {Troubles(status)}
            <meter min="0" max="1000" value="{(int)(all == 0 ? 0 : 1000.0 * used / all)}" aria-label="{space}">{space}</meter>
            <p class="muted">{space}</p>
            """);
    }

    private static Html Troubles(NodeStatus status)
    {
        List<Html> troubles = [];
        Add(status.PartsMissing, "missing", "warn");
        Add(status.PartsDamaged, "damaged", "bad");
        Add(status.PartsOnLoan, "on loan", "warn");
        return troubles.Count == 0 ? Html.None : Html.Of($"""<p class="troubles">{troubles}</p>""");

        void Add(long count, string what, string mood)
        {
            if (count > 0)
                troubles.Add(Words.Badge(mood, string.Create(CultureInfo.InvariantCulture, $"{count} {what}")));
        }
    }

    private static string Checked(NodeStatus status, DateTimeOffset now) => status switch
    {
        { ScrubPartsDue: > 0 } => string.Create(CultureInfo.InvariantCulture, $"checking them now: {Math.Min(100, 100 * status.ScrubPartsRead / status.ScrubPartsDue)} %"),
        { CheckedSince: 0 } => "nothing to check yet",
        _ => $"all checked within {Words.Span(TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - status.CheckedSince)))}",
    };

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
