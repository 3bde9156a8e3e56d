using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

// The operations, with nodes lost at some moment, and what must be so afterwards.
public sealed partial class PromiseTableTests
{
    private DfsAdministrator _administrator = null!;
    private FileVersion _version = null!;
    private long _limit = 1_000_000_000_000;

    private async Task<string> TryAsync(DfsClient client, string operation, string name, Action lose)
    {
        var path = In(name);
        await PrepareAsync(client, operation, path);
        lose();
        var result = await RunAsync(client, operation, path);
        foreach (var node in TestCluster.Numbers)
            Links.To(node).At(long.MaxValue, () => { });
        Links.Cut();
        await CheckAsync(client, operation, path, result);
        return result;
    }

    // So many of the lost nodes go before the first such request reaches them, the others directly after the answer.
    private async Task<string> TryBeforeAsync(DfsClient client, string operation, string name, int[] lost, MessageKind request, int cut)
    {
        var path = In(name);
        await PrepareAsync(client, operation, path);
        var hits = 0;
        foreach (var link in lost.Take(cut).Select(Links.To))
        {
            link.Before(request, () =>
            {
                Interlocked.Increment(ref hits);
                link.Cut();
            });
        }

        var result = await RunAsync(client, operation, path);
        Assert.True(hits == cut, $"{name}: {hits} nodes were asked that");
        Links.Cut(lost);
        // What was acknowledged is there although they are lost; of accounts two nodes say nothing.
        if (result.StartsWith(Done, StringComparison.Ordinal) && NodeSets.CanRead(lost) && operation != "USER")
            await CheckAsync(client, operation, path, result);
        foreach (var node in TestCluster.Numbers)
            Links.To(node).Passing = null;
        Links.Cut();
        await CheckAsync(client, operation, path, result);
        return result;
    }

    private async Task PrepareAsync(DfsClient client, string operation, StorePath path)
    {
        if (operation is "MKDIR" or "USER")
            return;
        await client.PutBytesAsync(path, Old);
        if (operation != "RESTORE")
            return;
        await client.PutBytesAsync(path, New);
        _version = (await client.ListVersionsAsync(path, Cancellation)).Previous!;
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
                case "RESTORE":
                    return Taken((await client.RestoreAsync(_version, null, overwrite: true, Cancellation)).Nodes.Count);
                case "USER":
                    await _administrator.LimitUserAsync("bob", new Quota(++_limit, null), Cancellation);
                    return Done;
                case "GET":
                    Assert.Equal(Old, await client.GetBytesAsync(path));
                    return Done;
                default:
                    var listed = (await client.ListAsync(Folder, Cancellation)).Entries.Single(entry => entry.Path == path);
                    return listed.IsComplete ? Done : IncompleteName;
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
            Assert.True(result == Open || (limit == _limit) == (result == Done), $"{path}: {result}, and then the limit is {limit} and was to be {_limit}");
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
            "RESTORE" => entry!.Length == Old.Length,
            "DELETE" => entry is null,
            _ => entry is { IsFolder: true },
        };
        Assert.True(result == Open || isDone == result.StartsWith(Done, StringComparison.Ordinal), $"{path}: {result}, and then it is done: {isDone}");
        if (operation is "PUT" or "RESTORE")
            Assert.Equal(entry!.Length == New.Length ? New : Old, await client.GetBytesAsync(path));
    }

    // A MOVE whose outcome is open has left the file under its old name, its new one, or both.
    private async Task CheckCopyAsync(DfsClient client, string operation, StorePath path, string result)
    {
        var listed = (await client.ListAsync(Folder, Cancellation)).Entries.Select(entry => entry.Path).ToHashSet();
        var (isHere, isThere) = (listed.Contains(path), listed.Contains(TargetOf(path)));
        var isDone = isThere && isHere == (operation == "COPY");
        var isUnchanged = isHere && !isThere;
        Assert.True(
            result == Open ? isHere || isThere : result.StartsWith(Done, StringComparison.Ordinal) ? isDone : isUnchanged,
            $"{path}: {result}, and then it is here: {isHere}, and there: {isThere}");
        foreach (var left in listed.Intersect([path, TargetOf(path)]))
            Assert.Equal(Old, await client.GetBytesAsync(left));
    }

    private static StorePath TargetOf(StorePath path) => path.Folder.Combine($"{path.Name} target");
}
