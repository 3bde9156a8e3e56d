using System.IO.Hashing;

namespace DfsAspire.Node.Storage.Files;

/// <summary>A temporary file that becomes a part. Disposing it before it was placed deletes it.</summary>
internal sealed class IncomingFile(IDisk disk, IDiskFile file, string name, XxHash128 hash, long length) : IDisposable
{
    private bool _isPlaced;

    /// <summary>A new file.</summary>
    public IncomingFile(IDisk disk, IDiskFile file, string name) : this(disk, file, name, new XxHash128(), 0)
    {
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; } = length;

    /// <summary>The XxHash128 of the bytes written so far.</summary>
    public UInt128 Checksum => hash.GetCurrentHashAsUInt128();

    /// <summary>Appends contents.</summary>
    /// <exception cref="StoreException">OutOfSpace or VolumeFailing.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            var written = file.WriteAsync(bytes, Length, ct);
            hash.Append(bytes.Span);
            await written.ConfigureAwait(false);
            Length += bytes.Length;
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "write", name);
        }
    }

    /// <summary>Ends the file with its contents and an optional trailer, and syncs it. A file whose sync failed must not be used.</summary>
    public void Seal(ReadOnlySpan<byte> trailer)
    {
        try
        {
            file.Length = Length + trailer.Length;
            file.Write(trailer, Length);
            file.Sync();
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "sync", name);
        }
    }

    /// <summary>
    /// Closes the file under its temporary name, synced, for its sender to go on with. False, and the file is gone, when the disk will not have it: a system says only
    /// once that it lost what was written, and goes on to show it from memory, so that a later sync would vouch for what is not on the disk.
    /// </summary>
    public bool TryKeep()
    {
        try
        {
            file.Length = Length;
            file.Sync();
            _isPlaced = true;
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            // Nothing was promised: the part is sent again.
        }

        Dispose();
        return _isPlaced;
    }

    /// <summary>Moves the file to its final place, over an older attempt at the same part.</summary>
    public void MoveTo(string target)
    {
        // Windows does not rename open files.
        file.Dispose();
        disk.Move(name, target);
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
            disk.Delete(name);
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            // The next start clears the directory.
        }
    }
}
