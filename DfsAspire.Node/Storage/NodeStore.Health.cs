using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    private static readonly byte[] ProbeContents = "probe"u8.ToArray();

    // Over the whole catalog: any user may ask, and must not take all its readers.
    private readonly SharedAnswer<NodeStatus> _counts;

    /// <summary>How the volume is, as numbers. Connections are the caller's to fill in.</summary>
    public async Task<NodeStatus> GetStatusAsync(CancellationToken ct)
    {
        var counted = await _counts.AskAsync(ct).ConfigureAwait(false);
        return counted with
        {
            StagedBytes = _budget.Used,
            StrayFiles = Volatile.Read(ref _strayFiles),
            FreeBytes = await Task.Run(() => _files.FreeBytes, ct).ConfigureAwait(false),
            UptimeMilliseconds = (long)_time.GetElapsedTime(_started).TotalMilliseconds,
        };
    }

    /// <summary>Why no part finds room here; null while parts do. A disk that does not say how much it has left fails elsewhere.</summary>
    internal string? WhyFull
    {
        get
        {
            try
            {
                var free = _files.FreeBytes;
                return free < _options.ReservedFreeBytes ? $"its disk is full: {free} bytes are free, and {_options.ReservedFreeBytes} stay reserved. Free some space on it" : null;
            }
            catch (StoreException)
            {
                return null;
            }
        }
    }

    /// <summary>Writes, syncs and removes a small file and reads the catalog.</summary>
    /// <exception cref="StoreException">One of these failed; the message says which.</exception>
    public async Task ProbeAsync(CancellationToken ct)
    {
        using var file = await Task.Run(() => _files.CreateIncoming(ProbeContents.Length), ct).ConfigureAwait(false);
        await file.WriteAsync(ProbeContents, ct).ConfigureAwait(false);
        await Task.Run(() => file.Seal([]), ct).ConfigureAwait(false);
        await _catalog.ReadAsync(IdentityRows.Sequence, ct).ConfigureAwait(false);
    }
}
