using System.Globalization;
using System.Text;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests;

/// <summary>
/// Tries every operation with every set of nodes lost, before it begins and in its middle, and holds the table in docs/consistency.md
/// against what happened. DFS_WRITE_DOCS=1 writes the table anew.
/// </summary>
public sealed class PromiseTableTests(TestCluster cluster) : ClusterTest(cluster)
{
    private const string Begin = "<!-- begin: PromiseTableTests -->";
    private const string End = "<!-- end: PromiseTableTests -->";
    private static readonly byte[] Old = Bytes.Of(1_500_000, 1);
    private static readonly byte[] New = Bytes.Of(1_600_000, 2);

    private static readonly (string Name, Predicate<int[]> Contains)[] Classes =
    [
        ("none", lost => lost.Length == 0),
        ("any one", lost => lost.Length == 1),
        ("two opposite", lost => lost.Length == 2 && PlacementTable.Opposite(lost[0]) == lost[1]),
        ("two neighbours", lost => lost.Length == 2 && PlacementTable.Opposite(lost[0]) != lost[1]),
        ("any three", lost => lost.Length == 3),
        ("all four", lost => lost.Length == 4),
    ];

    private const string Refused = "refused";
    private const string Open = "says that the outcome is open";
    private const string Incomplete = "`File is incomplete.`";
    private const string IncompleteName = "yes, ` [incomplete]`";

    private static readonly string[] Operations = ["PUT", "DELETE", "MKDIR", "COPY", "MOVE", "USER", "GET", "LIST"];

    private DfsAdministrator _administrator = null!;
    private long _limit = 1_000_000_000_000;

    // Bytes through the link of the first lost node until the loss, counted from the operation's first one.
    private static int[] MomentsOf(string operation) => operation switch
    {
        "PUT" => [2_000, 200_000],
        "GET" => [2_000, 100_000],
        "LIST" => [150],
        "COPY" or "MOVE" => [100, 1_500, 3_000],
        _ => [100, 500, 900],
    };

    // It depends on the moment how far the operation had come. What any moment must keep: refused is unchanged, open says so, and one node is never missed.
    private static string[] Midway(string kind, string operation) => (operation, kind) switch
    {
        ("GET" or "LIST", "any one" or "two opposite") => ["yes"],
        ("GET", "all four") => ["yes", Incomplete, Refused],
        ("GET", _) => ["yes", Incomplete],
        ("LIST", "all four") => ["yes", IncompleteName, Refused],
        ("LIST", _) => ["yes", IncompleteName],
        ("USER", "any one") => ["yes"],
        ("USER", _) => ["yes", Refused, Open],
        (_, "any one") => [Taken(3), Taken(4)],
        _ => [Taken(3), Taken(4), Refused, Open],
    };

    [Fact]
    public async Task The_table_in_the_documents_is_what_happens()
    {
        var client = await ConnectThroughLinksAsync();
        await using var administrator = await DfsAdministrator.ConnectAsync(
            Cluster.Options(ReservedNames.Administrator, TestCluster.AdministratorSecret, Links.Addresses), Cancellation);
        _administrator = administrator;
        await client.MakeFolderAsync(Folder, Cancellation);
        var before = new Dictionary<(string Class, string Operation), SortedSet<string>>();
        foreach (var lost in Enumerable.Range(0, 16).Select(mask => TestCluster.Numbers.Where(number => (mask & (1 << (number - 1))) != 0).ToArray()))
        {
            var kind = Classes.Single(one => one.Contains(lost)).Name;
            foreach (var operation in Operations)
            {
                var name = $"{operation} {string.Join('+', lost)}";
                Note(before, (kind, operation), await TryAsync(client, operation, name, () => Links.Cut(lost)));
                if (lost.Length == 0)
                    continue;
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
                    Assert.Contains(result, Midway(kind, operation));
                }

                Assert.True(isHit, $"{name}: nothing was lost in its middle");
            }
        }

        var during = Classes.Skip(1).SelectMany(one => Operations.Select(operation => (one.Name, operation)))
            .ToDictionary(key => key, key => new SortedSet<string>(Midway(key.Name, key.operation), StringComparer.Ordinal));
        var table = $"{Begin}\nLost before the operation:\n\n{Table(before)}\nLost in its middle. Each loss ends in one of these, and in nothing else; how far the operation had come decides in which:\n\n{Table(during)}{End}";
        var page = Path.Combine(Repository(), "docs", "consistency.md");
        var text = await File.ReadAllTextAsync(page, Cancellation);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("DFS_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(page, text[..from] + table + text[(to + End.Length)..], Cancellation);
        else
            Assert.Equal(text[from..(to + End.Length)], table);
    }

    private async Task<string> TryAsync(DfsClient client, string operation, string name, Action lose)
    {
        var path = In(name);
        if (operation is not ("MKDIR" or "USER"))
            await client.PutBytesAsync(path, Old);
        lose();
        var result = await RunAsync(client, operation, path);
        foreach (var node in TestCluster.Numbers)
            Links.To(node).At(long.MaxValue, () => { });
        Links.Cut();
        await CheckAsync(client, operation, path, result);
        return result;
    }

    private async Task<string> RunAsync(DfsClient client, string operation, StorePath path)
    {
        try
        {
            switch (operation)
            {
                case "PUT":
                    return Taken((await client.PutBytesAsync(path, New)).Nodes.Count);
                case "DELETE":
                    return Taken((await client.DeleteAsync(path, Cancellation)).Nodes.Count);
                case "MKDIR":
                    return Taken((await client.MakeFolderAsync(path, Cancellation)).Nodes.Count);
                case "COPY":
                    return Taken((await client.CopyAsync(path, TargetOf(path), overwrite: true, Cancellation)).Nodes.Count);
                case "MOVE":
                    return Taken((await client.MoveAsync(path, TargetOf(path), overwrite: true, Cancellation)).Nodes.Count);
                case "USER":
                    await _administrator.LimitUserAsync("bob", new Quota(++_limit, null), Cancellation);
                    return "yes";
                case "GET":
                    Assert.Equal(Old, await client.GetBytesAsync(path));
                    return "yes";
                default:
                    var listed = (await client.ListAsync(Folder, Cancellation)).Entries.Single(entry => entry.Path == path);
                    return listed.IsComplete ? "yes" : IncompleteName;
            }
        }
        catch (DfsException fault)
        {
            return fault.Fault switch
            {
                DfsFault.QuorumRefused => Refused,
                DfsFault.OutcomeOpen => Open,
                DfsFault.Incomplete => Incomplete,
                _ => $"{fault.Fault}: {fault.Message}",
            };
        }
    }

    // What was refused changed nothing, what was taken is there, and what is open is one of the two.
    private async Task CheckAsync(DfsClient client, string operation, StorePath path, string result)
    {
        if (operation is "GET" or "LIST")
            return;
        if (operation is "USER")
        {
            var limit = (await _administrator.ListUsersAsync(Cancellation)).Single(user => user.Name == "bob").Quota.Bytes;
            Assert.True(result == Open || (limit == _limit) == (result == "yes"), $"{path}: {result}, and then the limit is {limit} and was to be {_limit}");
            return;
        }

        if (operation is "COPY" or "MOVE")
        {
            await CheckCopyAsync(client, operation, path, result);
            return;
        }

        var entry = (await client.ListAsync(Folder, Cancellation)).Entries.SingleOrDefault(entry => entry.Path == path);
        var isDone = operation switch
        {
            "PUT" => entry!.Length == New.Length,
            "DELETE" => entry is null,
            _ => entry is { IsFolder: true },
        };
        Assert.True(result == Open || isDone == result.StartsWith("yes", StringComparison.Ordinal), $"{path}: {result}, and then it is done: {isDone}");
        if (operation == "PUT")
            Assert.Equal(isDone ? New : Old, await client.GetBytesAsync(path));
    }

    // A MOVE whose outcome is open has left the file under its old name, its new one, or both.
    private async Task CheckCopyAsync(DfsClient client, string operation, StorePath path, string result)
    {
        var listed = (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path).ToHashSet();
        var (isHere, isThere) = (listed.Contains(path), listed.Contains(TargetOf(path)));
        var isDone = isThere && isHere == (operation == "COPY");
        var isUnchanged = isHere && !isThere;
        Assert.True(
            result == Open ? isHere || isThere : result.StartsWith("yes", StringComparison.Ordinal) ? isDone : isUnchanged,
            $"{path}: {result}, and then it is here: {isHere}, and there: {isThere}");
        foreach (var left in listed.Intersect([path, TargetOf(path)]))
            Assert.Equal(Old, await client.GetBytesAsync(left));
    }

    private static StorePath TargetOf(StorePath path) => path.Folder.Combine($"{path.Name} target");

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
