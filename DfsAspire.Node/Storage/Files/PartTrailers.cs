using DfsAspire.Protocol.Volume;

namespace DfsAspire.Node.Storage.Files;

/// <summary>Trailers as they lie in part files.</summary>
internal static class PartTrailers
{
    /// <summary>Reads the trailer at a file's end; null when there is none or it is damaged.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PartTrailer? ReadTrailer(this IDiskFile file)
    {
        var size = file.Length;
        Span<byte> end = stackalloc byte[PartTrailer.LengthBytes];
        if (size < end.Length || file.Read(end, size - end.Length) != end.Length || PartTrailer.LengthAt(end, size) is not { } length)
            return null;
        var bytes = new byte[length];
        return file.Read(bytes, size - length) == length ? PartTrailer.Parse(bytes) : null;
    }
}
