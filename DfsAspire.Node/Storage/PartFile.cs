using DfsAspire.Node.Storage.Files;

namespace DfsAspire.Node.Storage;

/// <summary>A part opened for reading. A trailer follows the contents in the file: never read past <see cref="Size"/>.</summary>
public sealed class PartFile : IDisposable
{
    private readonly IDiskFile _file;

    internal PartFile(IDiskFile file, long size, string name, long unconfirmed) => (_file, Size, Name, Unconfirmed) = (file, size, name, unconfirmed);

    /// <summary>Bytes of the part's contents, without the trailer.</summary>
    public long Size { get; }

    /// <summary>The file's name without its folder: at most 200 bytes.</summary>
    public string Name { get; }

    /// <summary>Since when the part is here, in ms since 1970, if it came from one other node and no reader has authenticated it; else 0.</summary>
    public long Unconfirmed { get; }

    /// <summary>Reads from a position, counted from the first byte of the contents; answers 0 at the end of the file.</summary>
    /// <exception cref="IOException">The disk does not give the bytes.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken) =>
        _file.ReadAsync(buffer, position, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
