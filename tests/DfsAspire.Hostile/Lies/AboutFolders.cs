using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies about what a folder holds.</summary>
internal static class AboutFolders
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Of("the folder is empty", (_, truth) => truth with { Items = [] }),
        Of("the listing of before", (exchange, _) => Past(exchange, exchange.User)),
        Of("another user's listing", (exchange, _) => Past(exchange, "bob"), isKnown: true),
        Of("every file is whole here", (_, truth) => truth with { Items = [.. truth.Items.Select(item => item with { Held = HeldParts.All })] }),
        Of("no file is here", (_, truth) => truth with { Items = [.. truth.Items.Select(item => item with { Held = default })] }),
        Of("a page that has another behind it for ever", (_, truth) => truth with { HasMore = true }, isKnown: true),
        Of("an empty page that has another behind it", (_, truth) => truth with { Items = [], HasMore = true }, isKnown: true),
        Of("each name twice", (_, truth) => truth with { Items = [.. truth.Items.SelectMany(item => new[] { item, item })] }, isKnown: true),
        Of("the names backwards", (_, truth) => truth with { Items = [.. truth.Items.Reverse()] }, isKnown: true),
        Of("a name without a signature", (exchange, truth) =>
            truth with { Items = [.. truth.Items.Select(item => item with { Entry = Forged.Unsigned(item.Entry) })] }, isKnown: true),
        Of("a file that nobody wrote", (exchange, truth) => truth with { Items = [.. truth.Items, Invented(exchange, "docs/zzz")] }, isKnown: true),
        Of("tombstones that nobody wrote", (_, truth) =>
            truth with { Items = [.. truth.Items.Select(item => item with { Entry = Forged.WithOwnKey(item.Entry, EntryKind.Tombstone) })] }, isKnown: true),
        Of("a name in another folder", (exchange, truth) => truth with { Items = [.. truth.Items, Invented(exchange, "elsewhere/zzz")] }, isKnown: true),
        Of("a name in a folder below", (exchange, truth) => truth with { Items = [.. truth.Items, Invented(exchange, "docs/folder/zzz")] }, isKnown: true),
        Of("a true entry of another folder", (exchange, truth) => Root(exchange) is { } root && exchange.Request<ListFolder>().Folder.Value == "docs"
            ? truth with { Items = [.. truth.Items.Append(root).OrderBy(item => item.Entry.Entry.Path.Name, StringComparer.Ordinal)] }
            : null, isKnown: true),
        Of("names without end", (exchange, truth) => truth with { HasMore = true, Items = Endless(exchange) }, isKnown: true),
        .. Views.All.Where(view => !view.Name.StartsWith("a ticket", StringComparison.Ordinal))
            .Select(view => Of(view.Name, (exchange, truth) => truth with { View = view.Change(exchange.Node, truth.View) }, view.IsKnown)),
    ];

    private static Lie Of(string name, Func<Exchange, ListReply, ListReply?> reply, bool isKnown = false) => new(name, MessageKind.ListFolder, async exchange =>
    {
        if (exchange.IsRefused || exchange.Truth<ListReply>() is not { } truth
            || (isKnown && truth.Items.Count == 0 && exchange.Request<ListFolder>().After.Length == 0)
            || reply(exchange, truth) is not { } said)
        {
            return false;
        }

        await exchange.SayAsync(said);
        return true;
    })
    { IsKnown = isKnown };

    private static ListReply? Past(Exchange exchange, string user) =>
        exchange.Node.Listings.Where(seen => seen.User == user && seen.Folder == "docs" && exchange.Request<ListFolder>().Folder.Value == "docs")
            .Select(seen => seen.Reply).FirstOrDefault();

    private static ListItem? Root(Exchange exchange) =>
        exchange.Node.Listings.LastOrDefault(seen => seen.User == exchange.User && seen.Folder.Length == 0 && seen.Reply.Items.Count > 0).Reply?.Items[0];

    private static ListItem Invented(Exchange exchange, string path) => new(Forged.File(exchange.User, path, World.Epoch), HeldParts.All);

    private static IReadOnlyList<ListItem> Endless(Exchange exchange)
    {
        var after = exchange.Request<ListFolder>().After;
        var from = after.StartsWith('z') ? int.Parse(after[1..], System.Globalization.CultureInfo.InvariantCulture) : 0;
        return [.. Enumerable.Range(from + 1, 200).Select(at => Invented(exchange, System.FormattableString.Invariant($"docs/z{at:000000000}")))];
    }
}
