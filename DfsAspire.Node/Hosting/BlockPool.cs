using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace DfsAspire.Node.Hosting;

/// <summary>
/// Lends blocks of one size to Kestrel's pipes. Kestrel's own pool lends 4 KiB, which costs a system call per 4 KiB of contents
/// received.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    private const int BlockBytes = 64 * 1024;
    // 16 MiB per pool; Kestrel makes one per IO queue.
    private const int KeptBlocks = 256;

    private readonly ConcurrentQueue<Block> _free = new();
    private bool _disposed;

    public override int MaxBufferSize => BlockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return _free.TryDequeue(out var block) ? block.Lend() : new Block(this).Lend();
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _free.Clear();
    }

    private void Return(Block block)
    {
        if (!_disposed && _free.Count < KeptBlocks)
            _free.Enqueue(block);
    }

    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        // Pinned once, instead of by every system call.
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);
        private int _lent;

        public Memory<byte> Memory => _bytes;

        public Block Lend()
        {
            _lent = 1;
            return this;
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _lent, 0) == 1)
                pool.Return(this);
        }
    }
}

/// <summary>Makes Kestrel take its memory from a <see cref="BlockPool"/>.</summary>
internal sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
}
