using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>
/// A part on its way back from another node. Write its bytes in order, then complete it; disposing it before drops what was written.
/// </summary>
internal sealed class RestoringPart(NodeStore store, KeptPart lacking, PartInfo expected, IncomingFile file) : IDisposable
{
    /// <summary>Length and checksum that the signed entry demands.</summary>
    public PartInfo Expected => expected;

    /// <summary>Appends bytes.</summary>
    /// <exception cref="StoreException">More bytes than the entry demands (TooLarge), no space or a failing disk.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct) => bytes.Length <= expected.Length - file.Length
        ? file.WriteAsync(bytes, ct)
        : throw new StoreException(Status.TooLarge, $"Part {lacking.Row.Part} of content {lacking.Content} came with more than its {expected.Length} bytes.");

    /// <summary>Keeps the part if it is what the entry demands and still lacking; answers whether it was put in place.</summary>
    /// <exception cref="StoreException">Other bytes came than the entry demands (ChecksumMismatch), or the disk fails.</exception>
    public Task<bool> CompleteAsync(CancellationToken ct) => new PartInfo(file.Length, file.Checksum) == expected
        ? store.CompleteRestoreAsync(lacking, file, ct)
        : throw new StoreException(Status.ChecksumMismatch, $"Part {lacking.Row.Part} of content {lacking.Content} came with other bytes than its entry demands.");

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
