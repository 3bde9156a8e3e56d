using System.Buffers;
using DfsAspire.Client.Quorum;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>An input that cannot be read twice, kept in a private temporary file that is gone with the handle, and with the process however it ends.</summary>
internal sealed class Spool : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly FileStream _file;

    private Spool(FileStream file, FileDigest? digest) => (_file, Digest) = (file, digest);

    public SafeFileHandle Handle => _file.SafeFileHandle;

    /// <summary>What a pass over it would find, when its length was known before it came.</summary>
    public FileDigest? Digest { get; }

    /// <summary>Takes what a stream gives.</summary>
    /// <param name="content">The stream.</param>
    /// <param name="name">Its name, for people.</param>
    /// <param name="length">How many bytes it is said to give; null when nobody knows.</param>
    /// <param name="takes">Told of the bytes that are to be kept, before they are; what it throws ends the spool. Null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Store.DfsException">It is said to be larger than any file may be.</exception>
    public static async Task<Spool> FillAsync(Stream content, string name, long? length, Action<int>? takes, CancellationToken cancellationToken)
    {
        var digest = length is { } announced ? new DigestBuilder(announced, name, Veil.None) : null;
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None),
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(Path.GetTempPath(), $"dfs-spool-{Guid.NewGuid():N}");
        var file = new FileStream(path, options);
        try
        {
            // A process that is killed closes its handles and deletes nothing: the name goes first, the bytes with the last handle.
            if (!OperatingSystem.IsWindows())
                File.Delete(path);
            await CopyAsync(content, file, digest, takes, cancellationToken);
            await file.FlushAsync(cancellationToken);
            return new Spool(file, digest?.Finish());
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static async Task CopyAsync(Stream content, FileStream file, DigestBuilder? digest, Action<int>? takes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                takes?.Invoke(read);
                digest?.Append(buffer.AsSpan(0, read));
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
