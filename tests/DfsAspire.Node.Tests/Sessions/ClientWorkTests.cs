using DfsAspire.Node.Sessions;
using DfsAspire.Protocol.Entries;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>Repair waits for clients at work, and for nobody who only seems to be.</summary>
public sealed class ClientWorkTests
{
    private const int Piece = 256 * 1024;

    private readonly FakeTimeProvider _time = new();
    private readonly ClientWork _work;

    public ClientWorkTests() => _work = new ClientWork(_time);

    [Fact]
    public void Clients_that_move_much_are_at_work_until_a_moment_after()
    {
        using var transfer = _work.BeginSending();
        Assert.False(_work.IsUnderWay);
        transfer.Move(Piece);
        transfer.Move(Piece);
        Assert.True(_work.IsUnderWay);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_work.IsUnderWay);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(_work.IsUnderWay);
    }

    [Fact]
    public void Many_small_parts_are_work_too()
    {
        for (var i = 0; i < 300; i++)
            using (var transfer = _work.BeginReceiving(ContentId.New()))
                transfer.Move(2048);
        Assert.True(_work.IsUnderWay);
    }

    [Fact]
    public void Who_drips_keeps_neither_repair_nor_a_drain_waiting()
    {
        using var dripping = _work.BeginReceiving(ContentId.New());
        for (var i = 0; i < 120; i++)
        {
            dripping.Move(4096);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(_work.IsUnderWay);
            Assert.Equal(i < 59, _work.IsReceivingAny);
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
                slow.Move(20 * 1024);
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
