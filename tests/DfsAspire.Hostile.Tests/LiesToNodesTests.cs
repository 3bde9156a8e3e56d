using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Tests;

/// <summary>One node lies to the others. Time passes in the plays only: those about nodes and those about clients run side by side.</summary>
public sealed class LiesToNodesTests
{
    public static TheoryData<MessageKind> Asked { get; } = [.. Plays.AmongNodesLies().Select(lie => lie.Kind).Distinct()];

    [Theory]
    [MemberData(nameof(Asked))]
    public Task No_lie_of_one_node_keeps_another_from_becoming_whole_or_makes_it_forget(MessageKind kind) => HostileProcess.PlayAsync($"Nodes: {kind}, ");

    [Fact]
    public Task A_bad_node_is_nobody_but_itself_and_ends_no_write() => HostileProcess.PlayAsync("Nodes: one that ");

    [Fact]
    public void Every_kind_of_message_between_nodes_has_been_thought_of() =>
        Assert.All(Kinds.AskedByNodes, kind => Assert.True(Plays.AmongNodesLies().Any(lie => lie.Kind == kind), $"there is no lie to nodes about {kind}"));
}
