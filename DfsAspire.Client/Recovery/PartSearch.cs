using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Client.Recovery;

/// <summary>Finds part files by the trailers at their ends; by their names where the trailer is damaged.</summary>
internal sealed class PartSearch(string user, FoundFiles found, Action<string> note)
{
    private const int ContentDigits = 2 * ContentId.Size;

    /// <summary>Looks at one file.</summary>
    public async Task LookAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var size = RandomAccess.GetLength(handle);
            var trailer = await ReadTrailerAsync(handle, size, cancellationToken);
            if (trailer is not null && trailer.Entry.Entry.User != user)
                return;
            if (trailer is { Part: >= 1 and <= WireLimits.Nodes, Entry.Entry.Kind: EntryKind.File } && found.Add(trailer.Entry))
            {
                var entry = trailer.Entry.Entry;
                var content = found.Content(entry.Content);
                content.AddKeyRecord(trailer.KeyRecord);
                content.AddCopy(trailer.Part, file, looksSound: size > entry.Parts[trailer.Part - 1].Length);
            }
            else if (TryReadName(Path.GetFileName(file), out var content, out var part))
            {
                // What is left of a part may be just what the other copy lacks: its seals tell.
                found.Content(content).AddCopy(part, file, looksSound: false);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            note($"{file} cannot be read: {fault.Message}");
        }
    }

    private static async Task<PartTrailer?> ReadTrailerAsync(Microsoft.Win32.SafeHandles.SafeFileHandle handle, long size, CancellationToken cancellationToken)
    {
        var end = new byte[PartTrailer.LengthBytes];
        if (size < end.Length
            || await RandomAccess.ReadAsync(handle, end, size - end.Length, cancellationToken) != end.Length
            || PartTrailer.LengthAt(end, size) is not { } length)
        {
            return null;
        }

        var bytes = new byte[length];
        return await RandomAccess.ReadAsync(handle, bytes, size - length, cancellationToken) == length ? PartTrailer.Parse(bytes) : null;
    }

    /// <summary>A node names a part <c>.name.content.part</c>.</summary>
    private static bool TryReadName(string name, out ContentId content, out int part)
    {
        content = default;
        part = name.Length > 0 ? name[^1] - '0' : 0;
        return part is >= 1 and <= WireLimits.Nodes
            && name.Length > ContentDigits + 2 && name[^2] == '.'
            && ContentId.TryParse(name[^(ContentDigits + 2)..^2], out content);
    }
}
