using System.Security.Cryptography;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Bench;

/// <summary>Files that lie in the store for its scrub to read and its repair to bring back.</summary>
internal sealed class Ballast(BenchCluster cluster, StoreSession session)
{
    private int _losses;

    /// <summary>Puts the files.</summary>
    public static Task PutAsync(DfsClient client, int files, int fileBytes, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(Enumerable.Range(0, files), options, async (file, token) =>
        {
            using var input = new MemoryStream(RandomNumberGenerator.GetBytes(fileBytes), writable: false);
            await client.PutAsync(StorePath.Parse($"ballast/{file}"), input, null, token);
        });
    }

    /// <summary>Takes all part files away from a node, and has it notice. They are moved: ext4 makes files slowly for minutes after thousands were deleted.</summary>
    public async Task LoseAsync(int node, CancellationToken cancellationToken)
    {
        var lost = Directory.CreateDirectory($"{cluster.VolumeOf(node)}-lost-{++_losses}").FullName;
        // Many at once share the node's syncs.
        var options = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Directory.GetFiles(Path.Combine(cluster.VolumeOf(node), "alice", "ballast")), options, async (file, token) =>
        {
            File.Move(file, Path.Combine(lost, Path.GetFileName(file)));
            var name = Path.GetFileName(file).Split('.');
            if (ContentId.TryParse(name[^2], out var content))
                await session.Nodes[node - 1].AskAsync<CheckPart, CheckReply>("check", new CheckPart(default, content, name[^1][0] - '0'), token);
        });
    }

    /// <summary>Waits until the node has all its parts again.</summary>
    public async Task MendAsync(int node, CancellationToken cancellationToken)
    {
        while (await LackingAsync(node, cancellationToken) > 0)
            await RepairAsync(node, withScrub: false, cancellationToken);
    }

    /// <summary>How many parts the node lacks.</summary>
    public async Task<long> LackingAsync(int node, CancellationToken cancellationToken)
    {
        var status = (await session.Nodes[node - 1].AskAsync<GetNodeStatus, NodeStatusReply>("status", new GetNodeStatus(default), cancellationToken)).Status;
        return status.PartsMissing + status.PartsDamaged;
    }

    /// <summary>Has a node repair itself; ends with the round.</summary>
    public Task<RepairReply> RepairAsync(int node, bool withScrub, CancellationToken cancellationToken) =>
        session.Nodes[node - 1].AskAsync<RepairNow, RepairReply>("repair", new RepairNow(default, withScrub), cancellationToken);
}
