using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Node.Storage;

/// <summary>A part opened for reading. A trailer follows the contents in the file: never read past <see cref="Size"/>.</summary>
public sealed class PartFile : IDisposable
{
    internal PartFile(SafeFileHandle handle, long size, string name) => (Handle, Size, Name) = (handle, size, name);

    /// <summary>The open file; positions count from the first byte of the contents.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Bytes of the part's contents, without the trailer.</summary>
    public long Size { get; }

    /// <summary>The file's name without its folder: at most 200 bytes.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
