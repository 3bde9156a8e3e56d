using DfsAspire.Node.Storage.Files;

namespace DfsAspire.Node.Storage;

/// <summary>A part opened for reading. A trailer follows the contents in the file: never read past <see cref="Size"/>.</summary>
public sealed class PartFile : IDisposable
{
    private readonly IDiskFile _file;
    private readonly Func<Exception, Task<StoreException>> _failed;

    internal PartFile(IDiskFile file, long size, string name, long unconfirmed, Func<Exception, Task<StoreException>> failed) =>
        (_file, Size, Name, Unconfirmed, _failed) = (file, size, name, unconfirmed, failed);

    /// <summary>Bytes of the part's contents, without the trailer.</summary>
    public long Size { get; }

    /// <summary>The file's name without its folder: at most 200 bytes.</summary>
    public string Name { get; }

    /// <summary>Since when the part is here, in ms since 1970, if it came from one other node and no reader has authenticated it; else 0.</summary>
    public long Unconfirmed { get; }

    /// <summary>Reads from a position, counted from the first byte of the contents; answers 0 at the end of the file.</summary>
    /// <exception cref="IOException">The disk does not give the bytes: <see cref="FailAsync"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken) =>
        _file.ReadAsync(buffer, position, cancellationToken);

    /// <summary>
    /// Keeps in the catalog that reading threw what a disk throws: the part is damaged from then on, unless the fault was not the file's. Answers what to
    /// tell whoever asked for it.
    /// </summary>
    /// <exception cref="StoreException">The catalog does not take it: it fails, or the volume was closed meanwhile.</exception>
    internal Task<StoreException> FailAsync(Exception fault) => _failed(fault);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
