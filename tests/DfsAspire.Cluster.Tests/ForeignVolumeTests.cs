using System.Security.Cryptography;
using DfsAspire.Client.Connections;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>A node that was started on the volume that the node of its number has in another cluster.</summary>
public sealed class ForeignVolumeTests(OwnCluster cluster) : ClusterTest(cluster), IClassFixture<OwnCluster>
{
    private const int Node = 2;

    // With this one away as well, a part of each file is on the node's volume and nowhere else.
    private const int Neighbour = 1;

    private const string WhatToDo = "give it its own volume back";

    private static readonly string[] Others = ["node1", "node3", "node4"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly byte[] Theirs = Bytes.Of(90_000, 1);

    // Whose volume it is. The secrets of both are the same, and so are the users' passwords: nothing but the volumes tells them apart.
    private readonly TestCluster _other = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await _other.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine($"the other cluster:\n{_other.Output}");
        await base.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task A_volume_of_another_cluster_is_refused_and_stays_as_it_is_and_its_own_brings_the_node_back()
    {
        var ours = await ConnectAsync();
        await ours.PutBytesAsync(In("file"), Bytes.Of(70_000, 2));
        await using var theirs = await _other.ConnectAsync();
        await theirs.PutBytesAsync(In("kept"), Theirs);
        await Task.WhenAll(Cluster.StopAsync(Node), _other.StopAsync(Node));
        SwapVolumes();
        var parts = PartsOfVolume();
        Assert.NotEmpty(parts);

        await Cluster.Node(Node).StartAsync();
        await SaysWhyAsync(ours.Cluster, theirs.Cluster);
        await using var newcomer = await Cluster.ConnectAsync();
        foreach (var (client, seed) in new[] { (ours, 3), (newcomer, 4) })
            await ServesOnAsync(client, Bytes.Of(80_000, seed));
        await ServesNotEvenItsOwnersAsync();
        await IsAskedToRepairAsync(ours);
        await ServesOnAsync(ours, Bytes.Of(80_000, 5));
        Assert.Equal(parts, PartsOfVolume());

        await Cluster.StopAsync(Node);
        Assert.Equal(parts, PartsOfVolume());
        SwapVolumes();
        await Task.WhenAll(Cluster.RestoreAsync(), _other.RestoreAsync());
        var receipt = await ours.PutBytesAsync(In("file"), Bytes.Of(80_000, 6));
        Assert.Equal(4, receipt.Nodes.Count);
        Assert.Empty(receipt.Faults);
        _other.Kill(Neighbour);
        Assert.Equal(Theirs, await theirs.GetBytesAsync(In("kept")));
    }

    // At /health, in the log, and to whoever asks it how it is.
    private async Task SaysWhyAsync(Guid ours, Guid theirs)
    {
        var why = $"its volume belongs to cluster {theirs:N}, the other nodes to {ours:N}: {WhatToDo}";
        var node = Cluster.Node(Node);
        await node.SaysAsync("says that its volume is another cluster's", text =>
            text.StartsWith("Unhealthy", StringComparison.Ordinal) && text.Contains($"Node {Node} does not answer: {why}.", StringComparison.Ordinal));
        await Eventually.TrueAsync("it is in the log", Patience, () => Task.FromResult(node.Output.Contains(
            $"The volume of node {Node} belongs to cluster {theirs}, but other nodes belong to {ours:N}. Give each node its own volume back.", StringComparison.Ordinal)));
        var status = await AskAsync<GetNodeStatus, NodeStatusReply>(new GetNodeStatus(default));
        Assert.Equal(NodeState.Failing, status.Status.State);
        Assert.Equal(why, status.Status.Why);
    }

    private async Task ServesOnAsync(DfsClient client, byte[] content)
    {
        var receipt = await client.PutBytesAsync(In("file"), content);
        Assert.Equal(Others, receipt.Nodes);
        Assert.Contains(receipt.Faults, fault => fault.Node == $"node{Node}" && fault.Reason.Contains("belongs to cluster", StringComparison.Ordinal));
        Assert.Equal(content, await client.GetBytesAsync(In("file")));
        var nodes = (await client.GetStatusAsync(Cancellation)).Nodes;
        Assert.Equal(Others, nodes.Where(node => node.TakesWrites).Select(node => node.Address.Name));
        Assert.Contains("belongs to cluster", nodes[Node - 1].Trouble, StringComparison.Ordinal);
    }

    // A client of the other cluster that was told of it in the place of its own node: the cluster is the right one, and so are password and files.
    private async Task ServesNotEvenItsOwnersAsync()
    {
        var through = _other.Addresses.Select(address => address.Number == Node ? Cluster.Addresses[Node - 1] : address).ToList();
        await using var owner = await DfsClient.ConnectAsync(_other.Options("alice", TestCluster.AlicePassword, through), Cancellation);
        var receipt = await owner.PutBytesAsync(In("written"), Theirs);
        Assert.Equal(Others, receipt.Nodes);
        Assert.Contains(receipt.Faults, fault => fault.Node == $"node{Node}" && fault.Reason.Contains(WhatToDo, StringComparison.Ordinal));
        Assert.Equal(Theirs, await owner.GetBytesAsync(In("kept")));
        _other.Kill(Neighbour);
        await StoreCalls.FailsAsync(DfsFault.Incomplete, () => owner.GetBytesAsync(In("kept")));
    }

    // The others hear of it then, and it looks through its volume and cleans up as far as it may.
    private async Task IsAskedToRepairAsync(DfsClient client)
    {
        await client.RepairAsync(withScrub: false, Cancellation);
        var reply = await AskAsync<RepairNow, RepairReply>(new RepairNow(default, Scrub: true));
        Assert.True(reply.Outcome.IsOk, reply.Outcome.Text);
    }

    // Users have no way in: asked with the secret that the nodes were started with, which rests on no volume.
    private async Task<TReply> AskAsync<TRequest, TReply>(TRequest request)
        where TRequest : IMessage<TRequest>
        where TReply : IMessage<TReply>
    {
        using var login = new Login(ReservedNames.Cluster, TestCluster.ClusterSecret);
        var dialer = new NodeDialer(new TcpTransport(Cluster.Tls), TimeProvider.System);
        var (connection, _) = await dialer.DialAsync(Cluster.Addresses[Node - 1], login, cluster: null, WireLimits.PatientConnectTime, Cancellation);
        await using (connection)
            return await connection.AskAsync<TRequest, TReply>(request, Cancellation);
    }

    private void SwapVolumes()
    {
        var (ours, theirs) = (Cluster.VolumeOf(Node), _other.VolumeOf(Node));
        Directory.Move(ours, $"{ours}.away");
        Directory.Move(theirs, ours);
        Directory.Move($"{ours}.away", theirs);
    }

    // All that lies on the node's volume beside the node's own directory.
    private List<string> PartsOfVolume()
    {
        var volume = Cluster.VolumeOf(Node);
        return
        [
            .. Directory.EnumerateFiles(volume, "*", SearchOption.AllDirectories).Select(file => (File: file, Name: Path.GetRelativePath(volume, file)))
                .Where(one => !one.Name.StartsWith(".dfs", StringComparison.Ordinal)).OrderBy(one => one.Name, StringComparer.Ordinal)
                .Select(one => $"{one.Name} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(one.File)))}"),
        ];
    }
}
