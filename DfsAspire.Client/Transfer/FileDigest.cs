using System.Buffers;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>
/// What the first pass over an input finds: its length, its placement, and a hash of each lane, against which the second pass
/// is held. The lanes are those of the content: of the file and what fills it up.
/// </summary>
internal sealed record FileDigest(Lanes Lanes, long Length, int Placement, IReadOnlyList<UInt128> LaneHashes)
{
    // Small enough that both hashes find the bytes in the processor's cache, where reading has left them.
    private const int BufferBytes = 128 * 1024;

    /// <summary>Reads the whole file once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name, for people.</param>
    /// <param name="veil">Says up to which length it is filled.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DfsException">It is too large, or became shorter meanwhile.</exception>
    public static Task<FileDigest> ComputeAsync(SafeFileHandle file, string name, Veil veil, CancellationToken cancellationToken) =>
        Task.Run(() => Compute(file, name, veil, cancellationToken), cancellationToken);

    /// <summary>What a second pass that meets other bytes ends in.</summary>
    public static DfsException Changed(string name) =>
        new(DfsFault.InputChanged, $"'{name}' was changed while being read; nothing was stored. Put it again when it is at rest.");

    private static FileDigest Compute(SafeFileHandle file, string name, Veil veil, CancellationToken cancellationToken)
    {
        var length = RandomAccess.GetLength(file);
        var digest = new DigestBuilder(length, name, veil);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (long at = 0; at < length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(BufferBytes, length - at)), at);
                if (read == 0)
                    throw Changed(name);
                digest.Append(buffer.AsSpan(0, read));
                at += read;
            }

            return digest.Finish()!;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
