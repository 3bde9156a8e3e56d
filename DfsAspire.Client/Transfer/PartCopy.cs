using System.Buffers;
using System.IO.Hashing;
using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Transfer;

/// <summary>Copies a staged part from one node to another through the client, as it is: nothing is sealed a second time.</summary>
internal static class PartCopy
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Copies the part that <paramref name="request"/> names; the receiver checks it against <paramref name="checksum"/>.</summary>
    /// <exception cref="NodeException">One of the two failed; it says which.</exception>
    public static async Task<StageReply> RunAsync(
        NodeClient from, NodeClient to, StagePart request, UInt128 checksum, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var source = await PartStream.OpenAsync(from, request.Content, request.Part, request.Length, 0, request.Length, cancellationToken);
            var hash = new XxHash128();
            await using var target = await PartUpload.OpenAsync(to, request, cancellationToken);
            for (long copied = 0; copied < request.Length;)
            {
                var read = await source.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken);
                hash.Append(buffer.AsSpan(0, read));
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                copied += read;
            }

            // What the source says of its bytes proves nothing: the receiver must not be blamed for them.
            if (hash.GetCurrentHashAsUInt128() != checksum)
                throw new NodeException(from.Node, Status.PartDamaged, $"gave back part {request.Part} other than it was sent");
            await source.EndAsync(cancellationToken);
            return await target.CompleteAsync(checksum, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
