using System.IO.Pipelines;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Protocol.Tests.Wire;

public sealed class WireTests
{
    // What a write brings is read before the write returns: so a clock can be moved between the two.
    private readonly Pipe _pipe = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));

    [Fact]
    public async Task Messages_and_contents_follow_one_another_on_one_connection()
    {
        using var writer = new WireWriter(_pipe.Writer, TimeProvider.System);
        using var reader = new WireReader(_pipe.Reader, TimeProvider.System);
        var contents = new byte[300_000];
        Random.Shared.NextBytes(contents);
        var sending = SendAsync(writer, contents);

        Assert.Equal(MessageKind.SignOfLife, MessageCodec.KindOf((await reader.ReadMessageAsync(Cancel))!.Value));
        reader.BeginContents(contents.Length);
        var received = new byte[contents.Length];
        for (var at = 0; at < received.Length;)
            at += await reader.ReadContentsAsync(received.AsMemory(at, Math.Min(70_001, received.Length - at)), Cancel);
        var end = MessageCodec.Read<ContentsEnd>((await reader.ReadMessageAsync(Cancel))!.Value);
        await sending;

        Assert.Equal(contents, received);
        Assert.Equal((UInt128)77, end.Checksum);
        await _pipe.Writer.CompleteAsync();
        Assert.Null(await reader.ReadMessageAsync(Cancel));
    }

    [Fact]
    public async Task A_sender_that_vanishes_within_a_message_is_an_error_and_not_an_end()
    {
        using var reader = new WireReader(_pipe.Reader, TimeProvider.System);
        await _pipe.Writer.WriteAsync(new byte[] { 0x93, 0x01 }, Cancel);
        await _pipe.Writer.CompleteAsync();
        await Assert.ThrowsAsync<ConnectionLostException>(async () => await reader.ReadMessageAsync(Cancel));
    }

    [Fact]
    public async Task A_sender_that_vanishes_within_contents_is_an_error()
    {
        using var reader = new WireReader(_pipe.Reader, TimeProvider.System);
        await _pipe.Writer.WriteAsync(new byte[] { 0xc4, 0x05, 1, 2 }, Cancel);
        await _pipe.Writer.CompleteAsync();
        reader.BeginContents(5);
        await Assert.ThrowsAsync<ConnectionLostException>(async () => await reader.ReadContentsAsync(new byte[5], Cancel));
    }

    [Fact]
    public async Task Contents_that_trickle_are_as_good_as_silence()
    {
        var time = new FakeTimeProvider();
        using var reader = new WireReader(_pipe.Reader, time) { SilenceLimit = TimeSpan.FromSeconds(10) };
        reader.BeginContents(100_000);
        var reading = reader.ReadContentsAsync(new byte[100_000], Cancel).AsTask();
        byte[] chunk = [0xc5, 0x04, 0x00, .. new byte[1024]];
        for (var chunks = 0; chunks < 3; chunks++)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            await _pipe.Writer.WriteAsync(chunk, Cancel);
        }

        Assert.False(reading.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<ConnectionLostException>(() => reading);
    }

    [Fact]
    public async Task A_sender_that_is_slow_and_steady_is_waited_for()
    {
        var time = new FakeTimeProvider();
        using var reader = new WireReader(_pipe.Reader, time) { SilenceLimit = TimeSpan.FromSeconds(10) };
        reader.BeginContents(20 * 1024);
        var received = new byte[20 * 1024];
        var reading = reader.ReadContentsAsync(received, Cancel).AsTask();
        byte[] chunk = [0xc5, 0x04, 0x00, .. new byte[1024]];
        for (var chunks = 0; chunks < 20; chunks++)
        {
            Assert.False(reading.IsCompleted, $"given up after {chunks} chunks");
            time.Advance(TimeSpan.FromSeconds(2.4));
            await _pipe.Writer.WriteAsync(chunk, Cancel);
        }

        Assert.Equal(received.Length, await reading);
    }

    [Fact]
    public async Task A_message_that_was_begun_must_come_whole_within_the_limit()
    {
        var time = new FakeTimeProvider();
        using var reader = new WireReader(_pipe.Reader, time) { SilenceLimit = TimeSpan.FromSeconds(10) };
        var reading = reader.ReadMessageAsync(Cancel).AsTask();
        time.Advance(TimeSpan.FromSeconds(9));
        await _pipe.Writer.WriteAsync(new byte[] { 0x92 }, Cancel);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(reading.IsCompleted);
        await _pipe.Writer.WriteAsync(new byte[] { 0x01 }, Cancel);
        time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<ConnectionLostException>(() => reading);
    }

    [Fact]
    public async Task Silence_is_noticed_and_a_new_limit_holds_for_a_read_that_already_waits()
    {
        using var reader = new WireReader(_pipe.Reader, TimeProvider.System);
        var waiting = reader.ReadMessageAsync(Cancel).AsTask();
        Assert.False(waiting.IsCompleted);
        reader.SilenceLimit = TimeSpan.FromMilliseconds(20);
        await Assert.ThrowsAsync<ConnectionLostException>(() => waiting);
    }

    [Fact]
    public async Task A_receiver_that_takes_nothing_is_noticed()
    {
        using var writer = new WireWriter(_pipe.Writer, TimeProvider.System) { SilenceLimit = TimeSpan.FromMilliseconds(20) };
        writer.BeginContents(10_000_000);
        await Assert.ThrowsAsync<ConnectionLostException>(async () =>
        {
            for (var i = 0; i < 100; i++)
                await writer.WriteContentsAsync(new byte[100_000], Cancel);
        });
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task SendAsync(WireWriter writer, byte[] contents)
    {
        await writer.SendAsync(new SignOfLife(), Cancel);
        writer.BeginContents(contents.Length);
        for (var at = 0; at < contents.Length; at += 50_000)
            await writer.WriteContentsAsync(contents.AsSpan(at, Math.Min(50_000, contents.Length - at)), Cancel);
        await writer.SendAsync(new ContentsEnd(77), Cancel);
    }
}
