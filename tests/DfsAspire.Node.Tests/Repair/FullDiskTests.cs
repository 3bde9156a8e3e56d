using DfsAspire.Node.Repair;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Repair;

/// <summary>What a node says of itself while its disk is full.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private NodeToHeal _node = null!;

    public async ValueTask InitializeAsync() => _node = await NodeToHeal.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public void A_node_on_which_no_part_finds_room_is_not_ready_and_says_why()
    {
        var readiness = new NodeReadiness(_node.Volume) { IsAlone = true };
        Assert.Equal((NodeState.Ready, null), (readiness.State, readiness.Why));

        _node.Disk.Free = 10L << 20;
        Assert.Equal(NodeState.ReadOnly, readiness.State);
        Assert.Contains("its disk is full: 10485760 bytes are free", readiness.Why, StringComparison.Ordinal);
        // What needs no room is taken, and what is here is read.
        Assert.Null(readiness.WhyReadOnly);
        Assert.Null(readiness.WhySilent);

        _node.Disk.Free = 10L << 30;
        Assert.Equal((NodeState.Ready, null), (readiness.State, readiness.Why));
    }
}
