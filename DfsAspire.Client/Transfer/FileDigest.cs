using System.Buffers;
using System.IO.Hashing;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Placement;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>
/// What the first pass over an input finds: its length, its placement, and a hash of each lane, against which the second pass
/// is held.
/// </summary>
internal sealed record FileDigest(Lanes Lanes, int Placement, IReadOnlyList<UInt128> LaneHashes)
{
    // Small enough that both hashes find the bytes in the processor's cache, where reading has left them.
    private const int BufferBytes = 128 * 1024;

    /// <summary>Reads the whole file once.</summary>
    /// <exception cref="DfsException">It is too large, or became shorter meanwhile.</exception>
    public static Task<FileDigest> ComputeAsync(SafeFileHandle file, string name, CancellationToken cancellationToken) =>
        Task.Run(() => Compute(file, name, cancellationToken), cancellationToken);

    /// <summary>What a second pass that meets other bytes ends in.</summary>
    public static DfsException Changed(string name) =>
        new(DfsFault.InputChanged, $"'{name}' was changed while being read; nothing was stored. Put it again when it is at rest.");

    private static FileDigest Compute(SafeFileHandle file, string name, CancellationToken cancellationToken)
    {
        var length = RandomAccess.GetLength(file);
        if (length > WireLimits.ContentBytes)
            throw new DfsException(DfsFault.Refused, $"'{name}' has {length} bytes; the store takes {WireLimits.ContentBytes} at the most.");
        var lanes = new Lanes(length);
        var whole = new XxHash128();
        var laneHashes = new UInt128[Lanes.Count];
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var lane = 0; lane < Lanes.Count; lane++)
            {
                var hash = new XxHash128();
                var at = lanes.PlainOffset(lane);
                var end = at + lanes.PlainLength(lane);
                while (at < end)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
                    if (read == 0)
                        throw Changed(name);
                    hash.Append(buffer.AsSpan(0, read));
                    whole.Append(buffer.AsSpan(0, read));
                    at += read;
                }

                laneHashes[lane] = hash.GetCurrentHashAsUInt128();
            }

            return new FileDigest(lanes, PlacementTable.PlacementOf(whole.GetCurrentHash()), laneHashes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
