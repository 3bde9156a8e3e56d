using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Entries;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Recovery;

/// <summary>Puts contents together from their parts, authenticating every segment. Its buffers serve all files, whatever their size.</summary>
internal sealed class ContentReader(FoundFiles found, Keyring keyring, ProgressMeter meter, Action<string> note)
{
    private readonly byte[] _sealed = new byte[Lanes.SealedSegmentLength];
    private readonly byte[] _plain = new byte[Lanes.SegmentLength];

    /// <summary>The keys of a version's content, once it is known that every part has a copy.</summary>
    /// <exception cref="DfsException">A part is on none of the volumes (Incomplete), or no key opens (Integrity).</exception>
    public ContentKeys Open(Entry entry)
    {
        var content = found.Content(entry.Content);
        var absent = Enumerable.Range(1, Lanes.Count).Where(part => content.CopiesOf(part).Count == 0).ToList();
        if (absent.Count > 0)
            throw new DfsException(DfsFault.Incomplete, $"{(absent.Count == 1 ? "part" : "parts")} {string.Join(", ", absent)} of 4 are on none of these volumes");
        SealBrokenException? broken = null;
        foreach (var record in content.KeyRecords)
        {
            try
            {
                return KeyRecord.Unwrap(record, entry.Content.ToBytes(), keyring);
            }
            catch (SealBrokenException fault)
            {
                broken = fault;
            }
        }

        throw new DfsException(DfsFault.Integrity, broken is null ? "its key is on none of these volumes" : $"its key does not open ({broken.Message})", broken);
    }

    /// <summary>Writes the whole plaintext of a version.</summary>
    /// <exception cref="DfsException">A part is damaged in every copy.</exception>
    /// <exception cref="IOException">The output takes no more.</exception>
    public async Task WriteAsync(Entry entry, ContentKeys keys, SafeFileHandle output, CancellationToken cancellationToken)
    {
        var lanes = new Lanes(entry.ContentLength);
        for (var lane = 0; lane < Lanes.Count; lane++)
        {
            using var cipher = keys.OpenLane(lanes, lane);
            using var part = new PartReader(found.Content(entry.Content).CopiesOf(lane + 1), lanes, lane, cipher, note);
            for (long index = 0; index < cipher.SegmentCount; index++)
            {
                var segment = await part.ReadAsync(index, _sealed, _plain, cancellationToken);
                var bytes = segment.BytesOfFile(entry.Length);
                await RandomAccess.WriteAsync(output, _plain.AsMemory(0, bytes), segment.PlainOffset, cancellationToken);
                meter.Add(bytes);
            }
        }
    }
}
