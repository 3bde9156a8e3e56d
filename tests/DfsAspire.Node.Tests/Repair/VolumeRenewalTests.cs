using DfsAspire.Node.Repair;
using DfsAspire.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Repair;

/// <summary>When a volume is found to be an old copy.</summary>
public sealed class VolumeRenewalTests : IAsyncLifetime
{
    private const long Nothing = -1;

    private NodeToHeal _node = null!;
    private NodeReadiness _readiness = null!;

    private long Mine => _node.Volume.Store.Identity.Incarnation;

    // Founded by a cluster and given an account, it has gone further than it was when it was opened.
    public async ValueTask InitializeAsync()
    {
        _node = await NodeToHeal.StartAsync();
        await _node.LearnOfAliceAsync();
        _readiness = new NodeReadiness(_node.Volume);
        _readiness.NoteAccountsCompared(_node.Volume.Store);
        Assert.True(await _node.Volume.Store.GetSequenceAsync(NodeToHeal.Cancel) > _node.Volume.Store.OpenedAt + 1);
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task An_old_copy_is_found_out_although_it_has_passed_what_the_others_remember()
    {
        var before = Mine;
        await ExamineAsync(0, null, null);
        Assert.NotNull(_readiness.WhyReadOnly);
        await ExamineAsync(1, 1, null);
        Assert.True(Mine > before);
        Assert.False(_node.Volume.Store.Identity.IsSettled);
    }

    [Fact]
    public async Task Nobody_is_answered_before_two_others_were_heard_or_there_are_fewer()
    {
        Assert.NotNull(_readiness.WhySilent);
        await ExamineAsync(0, null, null);
        Assert.Null(_readiness.WhySilent);
        // It was alone for a moment; by now there is somebody to ask.
        await ExamineAsync(1, 0, null);
        Assert.NotNull(_readiness.WhySilent);
        var another = new NodeReadiness(_node.Volume);
        Assert.NotNull(another.WhySilent);
        _readiness = another;
        await ExamineAsync(1, 0, null);
        Assert.NotNull(_readiness.WhySilent);
        await ExamineAsync(0, 0, null);
        Assert.Null(_readiness.WhySilent);
    }

    [Fact]
    public async Task A_node_that_remembers_nothing_is_no_witness()
    {
        await ExamineAsync(1, Nothing, null);
        Assert.NotNull(_readiness.WhySilent);
        // As if it were away: it waits itself for answers of this node, to copy what it has.
        await ExamineAsync(0, Nothing, null);
        Assert.Null(_readiness.WhySilent);
        Assert.NotNull(_readiness.WhyReadOnly);
        await ExamineAsync(0, Nothing, Nothing);
        Assert.Null(_readiness.WhyReadOnly);
    }

    [Fact]
    public async Task What_the_others_heard_since_they_compared_does_not_make_it_old()
    {
        var before = Mine;
        await ExamineAsync(0, 0, null);
        Assert.Null(_readiness.WhyReadOnly);
        await ExamineAsync(2, 2, 2);
        Assert.Equal(before, Mine);
    }

    [Fact]
    public async Task Where_one_of_two_remembers_more_it_waits_for_the_third()
    {
        var before = Mine;
        await ExamineAsync(1, 0, null);
        Assert.NotNull(_readiness.WhyReadOnly);
        await ExamineAsync(1, 0, 0);
        Assert.Null(_readiness.WhyReadOnly);
        Assert.Equal(before, Mine);
    }

    [Fact]
    public async Task A_damaged_catalog_is_kept_and_says_nothing_until_two_others_can_be_copied_from()
    {
        await _node.PutAtOtherAsync("a", 1000);
        await _node.CopyCatalogAsync();
        await ExamineAsync(0, 0, 0);
        Assert.Null(_readiness.WhySilent);
        _node.Sql("UPDATE entries SET name = 'b'");
        var before = Mine;
        Assert.False(await _node.Volume.Store.CheckCatalogAsync(NodeToHeal.Cancel));

        Assert.Contains("is damaged", _readiness.WhySilent, StringComparison.Ordinal);
        Assert.Equal(NodeState.Copying, _readiness.State);
        await ExamineAsync(isDone: false, isSettled: false, 0, 0, 0);
        await ExamineAsync(isDone: false, isSettled: true, 0, null, null);
        Assert.Equal(before, Mine);
        Assert.NotNull((await _node.StateAsync("b")).Entry);

        await ExamineAsync(0, 0, null);
        Assert.True(Mine > before);
        Assert.False(_node.Volume.Store.Identity.IsSettled);
        Assert.Contains("copying", _readiness.WhySilent, StringComparison.Ordinal);
        Assert.Null((await _node.StateAsync("b")).Entry);
    }

    [Fact]
    public async Task A_catalog_that_an_earlier_process_found_damaged_is_kept_until_this_one_has_looked()
    {
        await _node.PutAtOtherAsync("a", 1000);
        await _node.CopyCatalogAsync();
        _node.Sql("UPDATE entries SET name = 'b'");
        Assert.False(await _node.Volume.Store.CheckCatalogAsync(NodeToHeal.Cancel));
        await _node.Volume.StopAsync(NodeToHeal.Cancel);
        await _node.Volume.StartAsync(NodeToHeal.Cancel);
        var before = Mine;

        Assert.Contains("found damaged", _readiness.WhySilent, StringComparison.Ordinal);
        await ExamineAsync(isDone: false, isSettled: true, 0, 0, 0);
        Assert.Equal(before, Mine);
        Assert.False(await _node.Volume.Store.CheckCatalogAsync(NodeToHeal.Cancel));
        await ExamineAsync(0, 0, null);
        Assert.True(Mine > before);
    }

    // What each other node remembers above the sequence at the opening; null is away, and Nothing never heard of the node.
    private Task ExamineAsync(params long?[] known) => ExamineAsync(isDone: true, isSettled: true, known);

    private async Task ExamineAsync(bool isDone, bool isSettled, params long?[] known)
    {
        var peer = _node.Views.Answered[0].Peer;
        var answered = known.OfType<long>().Select(above => new PeerView(
            peer, new IntroduceReply(Outcome.Ok, _node.Other.Cluster, 1, isSettled, above == Nothing ? 0 : Mine, above == Nothing ? 0 : _node.Volume.Store.OpenedAt + above, 0)));
        var views = new PeerViews([.. answered], [.. known.Where(one => one is null).Select(_ => new PeerException(1, "is away"))]);
        Assert.Equal(isDone, await new VolumeRenewal(_node.Volume, _node.Options, _readiness, NullLogger<VolumeRenewal>.Instance).ExamineAsync(views, NodeToHeal.Cancel));
    }
}
