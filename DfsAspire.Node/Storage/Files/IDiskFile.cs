namespace DfsAspire.Node.Storage.Files;

/// <summary>One open file of a volume.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>The file's size in bytes.</summary>
    long Length { get; set; }

    /// <summary>Reads from a position; answers 0 at the end of the file.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken);

    /// <summary>Writes all bytes at a position.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long position, CancellationToken cancellationToken);

    /// <summary>Reads from a position, for small pieces; answers 0 at the end of the file.</summary>
    int Read(Span<byte> buffer, long position);

    /// <summary>Writes all bytes at a position, for small pieces.</summary>
    void Write(ReadOnlySpan<byte> bytes, long position);

    /// <summary>Brings everything written to stable storage. After a failure nobody knows what the disk holds.</summary>
    void Sync();
}
