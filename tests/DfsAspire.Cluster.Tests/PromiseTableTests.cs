using System.Globalization;
using System.Text;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests;

/// <summary>
/// Tries every operation with every set of nodes lost, before it begins and in its middle, and holds the tables in docs/consistency.md
/// against what happened. DFS_WRITE_DOCS=1 writes them anew. Without TLS, so that a link can be cut before a certain message.
/// </summary>
public sealed partial class PromiseTableTests(PlainCluster cluster) : ClusterTest(cluster), IClassFixture<PlainCluster>
{
    private const string Begin = "<!-- begin: PromiseTableTests -->";
    private const string End = "<!-- end: PromiseTableTests -->";

    // Of more than a mebibyte, so that each of the four nodes is asked for a part.
    private static readonly byte[] Old = Bytes.Of(1_100_000, 1);
    private static readonly byte[] New = Bytes.Of(1_200_000, 2);

    private static readonly (string Name, Predicate<int[]> Contains)[] Classes =
    [
        ("none", lost => lost.Length == 0),
        ("any one", lost => lost.Length == 1),
        ("two opposite", lost => lost.Length == 2 && PlacementTable.Opposite(lost[0]) == lost[1]),
        ("two neighbours", lost => lost.Length == 2 && PlacementTable.Opposite(lost[0]) != lost[1]),
        ("any three", lost => lost.Length == 3),
        ("all four", lost => lost.Length == 4),
    ];

    private const string Done = "yes";
    private const string Refused = "refused";
    private const string Open = "says that the outcome is open";
    private const string Incomplete = "`File is incomplete.`";
    private const string IncompleteName = "yes, ` [incomplete]`";

    private static readonly string[] Operations = ["PUT", "DELETE", "MKDIR", "COPY", "MOVE", "RESTORE", "USER", "GET", "LIST"];

    private static readonly int[][] Sets =
        [.. Enumerable.Range(0, 16).Select(mask => TestCluster.Numbers.Where(number => (mask & (1 << (number - 1))) != 0).ToArray())];

    // Bytes through the link of the first lost node until the loss, counted from the operation's first one.
    private static int[] MomentsOf(string operation) => operation switch
    {
        "PUT" => [2_000, 200_000],
        "GET" => [2_000, 100_000],
        "LIST" => [150],
        "COPY" or "MOVE" or "RESTORE" => [100, 1_500, 3_000],
        _ => [100, 500, 900],
    };

    // How far the operation has come when a link is cut before a certain request, and so how it ends, depends on no time: so many of the lost nodes never hear
    // that request, and the others are lost with the answer.
    private static IEnumerable<(MessageKind Before, int Cut, string Outcome)> FixedMoments(string operation, int[] lost)
    {
        var all = lost.Length;
        switch (operation)
        {
            case "GET":
                yield return (MessageKind.GetState, all, NodeSets.CanRead(lost) ? Done : all == 4 ? Refused : Incomplete);
                yield return (MessageKind.FetchPart, all, NodeSets.CanRead(lost) ? Done : Incomplete);
                yield return (MessageKind.FetchPart, 0, Done);
                break;
            case "LIST":
                yield return (MessageKind.ListFolder, all, NodeSets.CanRead(lost) ? Done : all == 4 ? Refused : IncompleteName);
                if (all == 4)
                    yield return (MessageKind.ListFolder, 3, IncompleteName);
                yield return (MessageKind.ListFolder, 0, Done);
                break;
            default:
                var isUser = operation == "USER";
                var (onThree, onFour) = isUser ? (Done, Done) : (Taken(3), Taken(4));
                var decisive = isUser ? MessageKind.PutAccount : MessageKind.Commit;
                if (operation is "PUT" or "RESTORE")
                    yield return (operation == "PUT" ? MessageKind.StagePart : MessageKind.GetContent, all, NodeSets.CanWrite(lost) ? onThree : Refused);
                yield return (isUser ? MessageKind.GetAccount : MessageKind.PlaceStamp, all, NodeSets.CanWrite(lost) ? onThree : Refused);
                yield return (decisive, all, NodeSets.CanWrite(lost) ? onThree : Open);
                if (all > 1)
                    yield return (decisive, 1, onThree);
                yield return (decisive, 0, onFour);
                break;
        }
    }

    [Fact]
    public async Task The_table_in_the_documents_is_what_happens()
    {
        var client = await ConnectThroughLinksAsync();
        await using var administrator = await DfsAdministrator.ConnectAsync(
            Cluster.Options(ReservedNames.Administrator, TestCluster.AdministratorSecret, Links.Addresses), Cancellation);
        _administrator = administrator;
        await client.MakeFolderAsync(Folder, Cancellation);
        var during = await ForceAsync(client);
        var before = new Dictionary<(string Class, string Operation), SortedSet<string>>();
        foreach (var lost in Sets)
        {
            var kind = KindOf(lost);
            foreach (var operation in Operations)
            {
                var name = $"{operation} {string.Join('+', lost)}";
                Note(before, (kind, operation), await TryAsync(client, operation, name, () => Links.Cut(lost)));
                if (lost.Length > 0)
                    await TryInTheMiddleAsync(client, operation, lost, name, during[(kind, operation)]);
            }
        }

        var table = $"{Begin}\nLost before the operation:\n\n{Table(before)}\nLost in its middle, or with its answer. Each loss ends in one of these, and in nothing else; how far the operation had come decides in which:\n\n{Table(during)}{End}";
        var page = Path.Combine(Repository(), "docs", "consistency.md");
        var text = await File.ReadAllTextAsync(page, Cancellation);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("DFS_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(page, text[..from] + table + text[(to + End.Length)..], Cancellation);
        else
            Assert.Equal(text[from..(to + End.Length)], table);
    }

    // Every outcome that the second table names, made to happen with every set. Nothing of it is left to chance, so that the table is always the same.
    private async Task<Dictionary<(string Class, string Operation), SortedSet<string>>> ForceAsync(DfsClient client)
    {
        var during = new Dictionary<(string Class, string Operation), SortedSet<string>>();
        foreach (var lost in Sets.Where(set => set.Length > 0))
        {
            foreach (var operation in Operations)
            {
                foreach (var (before, cut, outcome) in FixedMoments(operation, lost))
                {
                    var name = $"{operation} {string.Join('+', lost)} {cut} before {before}";
                    var result = await TryBeforeAsync(client, operation, name, lost, before, cut);
                    Assert.True(result == outcome, $"{name}: {result} instead of {outcome}");
                    Note(during, (KindOf(lost), operation), result);
                }
            }
        }

        return during;
    }

    // Anywhere in its middle, where time decides how far the operation has come: it ends in one of the outcomes that the table names.
    private async Task TryInTheMiddleAsync(DfsClient client, string operation, int[] lost, string name, SortedSet<string> promised)
    {
        var isHit = false;
        // The last one is hit by all that send anything at all.
        foreach (var moment in (int[])[.. MomentsOf(operation), 1])
        {
            if (moment == 1 && isHit)
                break;
            var wasLost = false;
            var result = await TryAsync(client, operation, $"{name} at {moment}", () => Links.To(lost[0]).At(moment, () =>
            {
                wasLost = true;
                Links.Cut(lost);
            }));
            // An operation may have ended before.
            if (!wasLost)
                continue;
            isHit = true;
            if (!promised.Contains(result))
                Assert.Fail($"{name} at {moment}: {result} instead of {string.Join(", or ", promised)}");
        }

        Assert.True(isHit, $"{name}: nothing was lost in its middle");
    }

    private static string KindOf(int[] lost) => Classes.Single(one => one.Contains(lost)).Name;

    private static string Taken(int nodes) => string.Create(CultureInfo.InvariantCulture, $"yes, on {nodes}");

    private static void Note(Dictionary<(string, string), SortedSet<string>> results, (string, string) key, string result)
    {
        if (!results.TryGetValue(key, out var known))
            results[key] = known = new SortedSet<string>(StringComparer.Ordinal);
        known.Add(result);
    }

    private static string Table(Dictionary<(string Class, string Operation), SortedSet<string>> results)
    {
        var table = new StringBuilder($"| nodes lost | {string.Join(" | ", Operations)} |\n|---|{string.Concat(Operations.Select(_ => "---|"))}\n");
        foreach (var kind in Classes.Select(one => one.Name).Where(kind => results.ContainsKey((kind, "PUT"))))
            table.Append(CultureInfo.InvariantCulture, $"| {kind} | {string.Join(" | ", Operations.Select(operation => string.Join(", or ", results[(kind, operation)])))} |\n");
        return table.ToString();
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "DfsAspire.slnx")))
            directory = directory.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return directory.FullName;
    }
}
