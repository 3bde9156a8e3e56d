using System.IO.Pipelines;
using DfsAspire.Node.Sessions;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class SignsOfLifeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new();
    private readonly TaskCompletionSource<int> _work = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_at_work_says_so_every_second_until_it_is_done()
    {
        using var writer = new WireWriter(_pipe.Writer, _time);
        using var reader = new WireReader(_pipe.Reader, _time);
        using var stop = new CancellationTokenSource();

        var waiting = SignsOfLife.DuringAsync(_work.Task, writer, stop, _time);
        for (var second = 0; second < 3; second++)
        {
            var sign = reader.ReadMessageAsync(Cancel).AsTask();
            await Eventually.TrueAsync(() =>
            {
                _time.Advance(WireLimits.SignOfLifePeriod);
                return Task.FromResult(sign.IsCompleted);
            });
            Assert.Equal(MessageKind.SignOfLife, MessageCodec.KindOf((await sign)!.Value));
        }

        _work.SetResult(7);
        Assert.Equal(7, await waiting);
        Assert.False(stop.IsCancellationRequested);
    }

    [Fact]
    public async Task Work_that_is_done_at_once_says_nothing_but_its_result()
    {
        using var writer = new WireWriter(_pipe.Writer, _time);
        using var stop = new CancellationTokenSource();
        _work.SetException(new TimeoutException("of the work itself"));

        await Assert.ThrowsAsync<TimeoutException>(() => SignsOfLife.DuringAsync(_work.Task, writer, stop, _time));

        await _pipe.Writer.CompleteAsync();
        Assert.True((await _pipe.Reader.ReadAsync(Cancel)).Buffer.IsEmpty);
    }

    [Fact]
    public async Task When_the_client_is_gone_the_work_is_cancelled_and_waited_for()
    {
        using var writer = new WireWriter(_pipe.Writer, _time);
        using var stop = new CancellationTokenSource();
        await _pipe.Reader.CompleteAsync();

        var waiting = SignsOfLife.DuringAsync(_work.Task, writer, stop, _time);
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(WireLimits.SignOfLifePeriod);
            return Task.FromResult(stop.IsCancellationRequested);
        });

        Assert.False(waiting.IsCompleted);
        _work.SetResult(0);
        await Assert.ThrowsAsync<ConnectionLostException>(() => waiting);
    }
}
