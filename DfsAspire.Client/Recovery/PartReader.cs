using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Recovery;

/// <summary>Reads one part segment by segment from its copies: where one copy is damaged, from another.</summary>
internal sealed class PartReader(IReadOnlyList<string> copies, Lanes lanes, int lane, LaneCipher cipher, Action<string> note) : IDisposable
{
    private readonly SafeFileHandle?[] _handles = new SafeFileHandle?[copies.Count];
    private readonly bool[] _isFaulty = new bool[copies.Count];
    private int _current;

    /// <summary>Reads and opens a segment.</summary>
    /// <param name="index">The segment's number in the lane.</param>
    /// <param name="sealedBytes">Room for the segment as it is on disk.</param>
    /// <param name="plaintext">Room for what it holds.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DfsException">No copy holds the segment as it was sealed.</exception>
    public async Task<Segment> ReadAsync(long index, Memory<byte> sealedBytes, Memory<byte> plaintext, CancellationToken cancellationToken)
    {
        var segment = lanes.SegmentAt(lane, index);
        for (var tried = 0; tried < copies.Count; tried++)
        {
            var fault = await TryReadAsync(segment, sealedBytes[..segment.SealedLength], plaintext, cancellationToken);
            if (fault is null)
                return segment;
            if (!_isFaulty[_current])
                note($"{copies[_current]}: {fault}");
            _isFaulty[_current] = true;
            _current = (_current + 1) % copies.Count;
        }

        throw new DfsException(DfsFault.Integrity, $"part {lane + 1} is damaged in every copy that is left");
    }

    public void Dispose()
    {
        foreach (var handle in _handles)
            handle?.Dispose();
    }

    private async Task<string?> TryReadAsync(Segment segment, Memory<byte> sealedBytes, Memory<byte> plaintext, CancellationToken cancellationToken)
    {
        try
        {
            var handle = _handles[_current] ??= File.OpenHandle(
                copies[_current], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            for (var read = 0; read < sealedBytes.Length;)
            {
                var count = await RandomAccess.ReadAsync(handle, sealedBytes[read..], segment.SealedOffset + read, cancellationToken);
                if (count == 0)
                    return $"ends within segment {segment.Index} of part {lane + 1}";
                read += count;
            }

            cipher.Open(segment.Index, sealedBytes.Span, plaintext.Span);
            return null;
        }
        catch (SealBrokenException)
        {
            return $"segment {segment.Index} of part {lane + 1} is damaged";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.Message;
        }
    }
}
