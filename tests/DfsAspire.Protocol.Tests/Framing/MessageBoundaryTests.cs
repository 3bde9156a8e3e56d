using System.Buffers;
using CsCheck;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Tests.Messages;

namespace DfsAspire.Protocol.Tests.Framing;

public sealed class MessageBoundaryTests
{
    [Fact]
    public void A_message_that_drips_in_is_looked_at_once()
    {
        byte[] message = [0x93, 0x01, 0xc4, 0x02, 0x00, 0x00, 0x05];
        byte[] lookedAt = [0xc1, 0xc1, 0xc4, 0x02, 0x00, 0x00, 0x05];
        var boundary = new MessageBoundary();

        Assert.False(boundary.TryFindIn(new ReadOnlySequence<byte>(message, 0, 4), out _));
        Assert.True(boundary.TryFindIn(new ReadOnlySequence<byte>(lookedAt), out var length));

        Assert.Equal(message.Length, length);
    }

    [Fact]
    public void Every_message_cut_at_every_byte_is_found_only_when_it_is_whole()
    {
        foreach (var sample in Samples.All)
        {
            byte[] behind = [.. sample.Encoded, 0x91, 0x05];
            for (var cut = 0; cut <= behind.Length; cut++)
            {
                var found = MessageBoundary.TryFind(Pieces.Of(behind[..cut], 1, 2, 3), out var length);
                Assert.Equal(cut >= sample.Encoded.Length, found);
                if (found)
                    Assert.Equal(sample.Encoded.Length, length);
            }
        }
    }

    [Fact]
    public void An_array_nested_as_deep_as_a_message_may_be_long_costs_nothing()
    {
        var nested = new byte[WireLimits.MessageBytes];
        nested.AsSpan().Fill(0x91);
        Assert.Throws<MalformedMessageException>(() => MessageBoundary.TryFind(new ReadOnlySequence<byte>(nested), out _));
    }

    [Theory]
    [InlineData(new byte[] { 0xdd, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x91, 0xc6, 0x7f, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x91, 0xdb, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0xdc, 0xff, 0xff, 0xc6, 0x00, 0x00, 0xff, 0xff })]
    public void A_length_beyond_a_message_is_refused_before_it_arrives(byte[] announced) =>
        Assert.Throws<MalformedMessageException>(() => MessageBoundary.TryFind(new ReadOnlySequence<byte>(announced), out _));

    [Theory]
    [InlineData(0x80)]
    [InlineData(0xc0)]
    [InlineData(0x01)]
    [InlineData(0x47)]
    public void What_does_not_begin_with_an_array_is_refused(byte first) =>
        Assert.Throws<MalformedMessageException>(() => MessageBoundary.TryFind(new ReadOnlySequence<byte>([first]), out _));

    [Theory]
    [InlineData(new byte[] { 0x91, 0x81, 0x01, 0x01 })]
    [InlineData(new byte[] { 0x91, 0xc7, 0x00, 0x01 })]
    [InlineData(new byte[] { 0x91, 0xc1 })]
    public void Types_that_messages_do_not_use_are_refused(byte[] bytes) =>
        Assert.Throws<MalformedMessageException>(() => MessageBoundary.TryFind(new ReadOnlySequence<byte>(bytes), out _));

    [Fact]
    public void Arbitrary_bytes_are_refused_or_awaited_and_never_anything_else() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            try
            {
                if (MessageBoundary.TryFind(Pieces.Of(bytes, 3, 5), out var length))
                    Assert.InRange(length, 1, bytes.Length);
            }
            catch (MalformedMessageException)
            {
                // The one way to say no.
            }
        });

    [Fact]
    public void Any_message_with_any_byte_changed_parses_or_is_refused_and_never_anything_else() =>
        (from index in Gen.Int[0, Samples.All.Count - 1]
         from at in Gen.Int[0, 100_000]
         from value in Gen.Byte
         select (Sample: Samples.All[index], at, value))
        .Sample(x =>
        {
            var bytes = x.Sample.Encoded.ToArray();
            bytes[x.at % bytes.Length] = x.value;
            try
            {
                if (MessageBoundary.TryFind(new ReadOnlySequence<byte>(bytes), out var length))
                    x.Sample.Read(bytes.AsMemory(0, length));
            }
            catch (MalformedMessageException)
            {
                // The one way to say no.
            }
        }, iter: 20_000);
}
