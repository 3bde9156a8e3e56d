using System.IO.Hashing;

namespace DfsAspire.Node.Storage.Files;

/// <summary>A temporary file that becomes a part. Disposing it before it was placed deletes it.</summary>
internal sealed class IncomingFile(FileStream file, string path, string relativePath) : IDisposable
{
    private readonly XxHash128 _hash = new();
    private bool _isPlaced;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>The XxHash128 of the bytes written so far.</summary>
    public UInt128 Checksum => _hash.GetCurrentHashAsUInt128();

    /// <summary>Appends contents.</summary>
    /// <exception cref="StoreException">OutOfSpace or VolumeFailing.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            var written = RandomAccess.WriteAsync(file.SafeFileHandle, bytes, Length, ct);
            _hash.Append(bytes.Span);
            await written.ConfigureAwait(false);
            Length += bytes.Length;
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "write", relativePath);
        }
    }

    /// <summary>Ends the file with its contents and an optional trailer, and syncs it. A file whose sync failed must not be used.</summary>
    public void Seal(ReadOnlySpan<byte> trailer)
    {
        try
        {
            RandomAccess.SetLength(file.SafeFileHandle, Length + trailer.Length);
            RandomAccess.Write(file.SafeFileHandle, trailer, Length);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "sync", relativePath);
        }
    }

    /// <summary>Moves the file to its final place, over an older attempt at the same part.</summary>
    public void MoveTo(string target)
    {
        // Windows does not rename open files.
        file.Dispose();
        File.Move(path, target, overwrite: true);
        _isPlaced = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        if (_isPlaced)
            return;
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            // The next start clears the directory.
        }
    }
}
