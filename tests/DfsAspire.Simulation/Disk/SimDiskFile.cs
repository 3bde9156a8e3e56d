using DfsAspire.Node.Storage.Files;

namespace DfsAspire.Simulation.Disk;

/// <summary>An open file of a simulated disk.</summary>
internal sealed class SimDiskFile(SimDisk disk, SimFile file, string name) : IDiskFile
{
    public long Length
    {
        get
        {
            disk.ThrowIfDead();
            return file.Length;
        }
        set => disk.SetLength(file, name, value);
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer, long position, CancellationToken cancellationToken) =>
        new(Read(buffer.Span, position));

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long position, CancellationToken cancellationToken)
    {
        Write(bytes.Span, position);
        return default;
    }

    public int Read(Span<byte> buffer, long position) => disk.Read(file, name, buffer, position);

    public void Write(ReadOnlySpan<byte> bytes, long position) => disk.Write(file, name, bytes, position);

    public void Sync() => disk.Sync(file, name);

    public void Dispose()
    {
    }
}
