using System.Buffers;
using System.IO.Pipelines;
using DfsAspire.Protocol.Wire;

namespace DfsAspire.Protocol.Tests.Wire;

/// <summary>What costs memory for each chunk costs it a million times for a gigabyte.</summary>
public sealed class AllocationTests
{
    private const int PieceBytes = 64 * 1024;
    private const int ChunksPerPiece = PieceBytes / WireLimits.ChunkBytes;
    private const int Pieces = 256;

    [Fact]
    public async Task Chunks_are_written_and_read_without_taking_memory()
    {
        // Everything runs on this thread, whose allocations are counted. The pool's blocks hold a piece and its framing twice.
        var pipe = new Pipe(new PipeOptions(
            MemoryPool<byte>.Shared, PipeScheduler.Inline, PipeScheduler.Inline, pauseWriterThreshold: 0, minimumSegmentSize: 4 * PieceBytes, useSynchronizationContext: false));
        using var writer = new WireWriter(pipe.Writer, TimeProvider.System);
        using var reader = new WireReader(pipe.Reader, TimeProvider.System);
        var (sent, received) = (new byte[PieceBytes], new byte[PieceBytes]);
        writer.BeginContents(2L * Pieces * PieceBytes);
        reader.BeginContents(2L * Pieces * PieceBytes);

        await MoveAsync();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var thread = Environment.CurrentManagedThreadId;
        await MoveAsync();
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        var perChunk = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)(Pieces * ChunksPerPiece);
        Assert.InRange(perChunk, 0, 1);

        async Task MoveAsync()
        {
            for (var piece = 0; piece < Pieces; piece++)
            {
                await writer.WriteContentsAsync(sent, Cancel);
                await writer.FlushAsync(Cancel);
                if (await reader.ReadContentsAsync(received, Cancel) != PieceBytes)
                    throw new InvalidDataException("A piece came in part.");
            }
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
