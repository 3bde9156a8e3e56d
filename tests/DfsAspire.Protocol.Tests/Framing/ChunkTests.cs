using System.Buffers;
using CsCheck;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Tests.Framing;

public sealed class ChunkTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(255, 257)]
    [InlineData(256, 259)]
    [InlineData(1023, 1026)]
    [InlineData(1024, 1027)]
    [InlineData(1025, 1027 + 3)]
    [InlineData(2048, 2054)]
    public void Framed_lengths_are_those_of_the_byte_table(long length, long framed)
    {
        Assert.Equal(framed, ChunkWriter.FramedLength(length));
        Assert.Equal(framed, Frame(Bytes((int)length), [(int)length]).Length);
    }

    [Fact]
    public void A_full_chunk_begins_with_bin16_and_1024_and_the_last_carries_the_remainder()
    {
        var framed = Frame(Bytes(1030), [1030]);
        Assert.Equal([0xc5, 0x04, 0x00], framed[..3]);
        Assert.Equal([0xc4, 0x06], framed[1027..1029]);
        Assert.Equal(1027 + 2 + 6, framed.Length);
    }

    [Fact]
    public void Contents_cut_at_every_single_byte_come_out_the_same()
    {
        var contents = Bytes(2100);
        var framed = Frame(contents, [700, 1, 1399]);
        for (var cut = 0; cut <= framed.Length; cut++)
            Assert.Equal(contents, Unframe(framed, contents.Length, [cut, framed.Length - cut], 4096));
    }

    [Fact]
    public void Any_way_of_writing_and_any_way_of_splitting_gives_the_same_contents() =>
        (from length in Gen.Int[0, 6000]
         from writes in Gen.Int[1, 3000].Array[1, 12]
         from splits in Gen.Int[1, 1500].Array[1, 20]
         from room in Gen.Int[1, 5000]
         select (length, writes, splits, room))
        .Sample(x =>
        {
            var contents = Bytes(x.length);
            var framed = Frame(contents, x.writes);
            Assert.Equal(Frame(contents, [Math.Max(1, x.length)]), framed);
            Assert.Equal(contents, Unframe(framed, x.length, x.splits, x.room));
        });

    [Fact]
    public void A_chunk_of_another_size_than_it_must_have_is_refused()
    {
        var contents = Bytes(2048);
        var framed = Frame(contents, [2048]);
        framed[2] = 1;
        Assert.Throws<MalformedMessageException>(() => Unframe(framed, contents.Length, [framed.Length], 4096));
    }

    [Fact]
    public void A_million_chunks_of_one_byte_are_refused_at_the_first()
    {
        byte[] tiny = [0xc4, 1, 42];
        Assert.Throws<MalformedMessageException>(() => Unframe(tiny, 1_000_000, [3], 4096));
    }

    [Fact]
    public void What_is_no_chunk_is_refused_at_its_first_byte() =>
        Assert.Throws<MalformedMessageException>(() => Unframe([0x93], 2000, [1], 4096));

    [Fact]
    public void More_contents_than_announced_cannot_be_written() =>
        Assert.Throws<ArgumentException>(() => new ChunkWriter(3).Write(new ArrayBufferWriter<byte>(), new byte[4]));

    [Fact]
    public void Neither_side_allocates_per_chunk()
    {
        const int length = 1024 * 1024;
        var contents = Bytes(length);
        var output = new ArrayBufferWriter<byte>(2 * length);
        var writer = new ChunkWriter(length);
        var reader = new ChunkReader(length);
        var destination = new byte[length];
        var before = GC.GetAllocatedBytesForCurrentThread();
        writer.Write(output, contents);
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(output.WrittenMemory));
        var read = reader.Read(ref input, destination);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(length, read);
        Assert.Equal(contents, destination);
        Assert.True(allocated < 1024, $"{allocated} bytes for 1,024 chunks");
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(i * 31 + i / 251);
        return bytes;
    }

    private static byte[] Frame(byte[] contents, int[] writes)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ChunkWriter(contents.Length);
        var at = 0;
        for (var turn = 0; at < contents.Length; turn++)
        {
            var take = Math.Min(writes[turn % writes.Length], contents.Length - at);
            writer.Write(output, contents.AsSpan(at, take));
            at += take;
        }

        return output.WrittenSpan.ToArray();
    }

    private static byte[] Unframe(byte[] framed, int length, int[] splits, int room)
    {
        var reader = new ChunkReader(length);
        var contents = new byte[length];
        var filled = 0;
        var pending = new List<byte>();
        var at = 0;
        for (var turn = 0; at < framed.Length; turn++)
        {
            var take = Math.Min(splits[turn % splits.Length], framed.Length - at);
            pending.AddRange(framed.AsSpan(at, take));
            at += take;
            while (true)
            {
                var input = new SequenceReader<byte>(Pieces.Of([.. pending], 7));
                var copied = reader.Read(ref input, contents.AsSpan(filled, Math.Min(room, length - filled)));
                pending.RemoveRange(0, (int)input.Consumed);
                filled += copied;
                if (copied == 0)
                    break;
            }
        }

        Assert.Equal(0, reader.Remaining);
        Assert.Equal(length, filled);
        return contents;
    }
}
