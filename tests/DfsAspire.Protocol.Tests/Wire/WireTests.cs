using System.IO.Pipelines;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Protocol.Tests.Wire;

public sealed class WireTests
{
    private readonly Pipe _pipe = new();

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
