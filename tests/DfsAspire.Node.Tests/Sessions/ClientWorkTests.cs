using DfsAspire.Node.Sessions;
using DfsAspire.Protocol.Entries;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>Repair and drains wait for clients at work, and not for who only seems to be.</summary>
public sealed class ClientWorkTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ClientWork _work;

    public ClientWorkTests() => _work = new ClientWork(_time);

    [Fact]
    public void Clients_are_at_work_while_a_part_is_moved_and_a_moment_longer()
    {
        Assert.False(_work.IsUnderWay);
        using (_work.BeginSending())
            Assert.True(_work is { IsUnderWay: true, IsReceivingAny: false });
        Assert.True(_work.IsUnderWay);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_work.IsUnderWay);
    }

    [Fact]
    public void Who_drips_keeps_neither_repair_nor_a_drain_waiting()
    {
        using var dripping = _work.BeginReceiving(ContentId.New());
        using var reading = _work.BeginSending();
        for (var second = 1; second <= 120; second++)
        {
            dripping.Move(256);
            reading.Move(256);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(second < 60, _work.IsUnderWay);
            Assert.Equal(second < 60, _work.IsReceivingAny);
        }
    }

    [Fact]
    public void A_slow_client_that_gets_on_is_waited_for()
    {
        var content = ContentId.New();
        using (var slow = _work.BeginReceiving(content))
        {
            for (var i = 0; i < 120; i++)
            {
                slow.Move(2048);
                _time.Advance(TimeSpan.FromSeconds(1));
                Assert.True(_work.IsReceivingAny);
            }

            Assert.True(_work.IsReceiving(content));
        }

        Assert.True(_work.IsReceivingAny);
        Assert.False(_work.IsReceiving(content));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_work.IsReceivingAny);
    }
}
