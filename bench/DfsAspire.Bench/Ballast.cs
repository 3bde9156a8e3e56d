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
    private const int FileBytes = 16 << 20;

    /// <summary>Puts the files.</summary>
    public static async Task PutAsync(DfsClient client, int files, CancellationToken cancellationToken)
    {
        var contents = RandomNumberGenerator.GetBytes(FileBytes);
        for (var file = 0; file < files; file++)
        {
            BitConverter.TryWriteBytes(contents, file);
            using var input = new MemoryStream(contents, writable: false);
            await client.PutAsync(StorePath.Parse($"ballast/{file}"), input, null, cancellationToken);
        }
    }

    /// <summary>Takes all part files away from a node, and has it notice.</summary>
    public async Task LoseAsync(int node, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(cluster.VolumeOf(node), "alice", "ballast")))
        {
            File.Delete(file);
            var name = Path.GetFileName(file).Split('.');
            if (ContentId.TryParse(name[^2], out var content))
                await session.Nodes[node - 1].AskAsync<CheckPart, CheckReply>("check", new CheckPart(default, content, name[^1][0] - '0'), cancellationToken);
        }
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
