using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Connections;

/// <summary>
/// A session's keys. Another session of the user may replace the master key meanwhile: what that has wrapped does not open here, and nodes
/// refuse what this one wraps. Then the account is loaded again, and the session goes on.
/// </summary>
/// <param name="first">The keyring that the session was opened with.</param>
/// <param name="load">Asks the nodes for the newest keyring that the session's secret opens; null when there is none.</param>
internal sealed class SessionKeys(Keyring first, Func<CancellationToken, Task<Keyring?>> load) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Lock _adding = new();

    // The newest first. None is disposed before the session ends: somebody may be working with it, and an upload begun under the first
    // one must still open.
    private volatile IReadOnlyList<Keyring> _all = [first];

    /// <summary>The keyring under which contents are wrapped now.</summary>
    public Keyring Current => _all[0];

    /// <summary>The keys of a content; null when the record does not open with any key at hand.</summary>
    public ContentKeys? TryOpen(ContentId content, ReadOnlyMemory<byte> record)
    {
        foreach (var keyring in _all)
        {
            try
            {
                return KeyRecord.Unwrap(record, content.ToBytes(), keyring);
            }
            catch (SealBrokenException)
            {
                // Not under a key of this keyring, or not sound.
            }
        }

        return null;
    }

    /// <summary>The keys of a content by the first of some records that opens, if need be after the account was loaded again; null when none does.</summary>
    public async Task<ContentKeys?> OpenAsync(ContentId content, IReadOnlyCollection<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        if (TryOpen(content, records) is { } keys)
            return keys;
        var isUnknown = records.Any(record => _all.All(keyring => keyring.Find(MasterKeyNumber.Of(record)) is null));
        return isUnknown && await ReloadAsync(cancellationToken) ? TryOpen(content, records) : null;
    }

    /// <summary>A content's record under the master key in use, by the first of some records that opens; null when none does.</summary>
    public async Task<ReadOnlyMemory<byte>?> WrapAsync(
        ContentId content, IReadOnlyCollection<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        using var keys = await OpenAsync(content, records, cancellationToken);
        return keys is null ? null : KeyRecord.Wrap(keys, Current);
    }

    /// <summary>A record that nodes refused, wrapped by the master key that has come since; null when there is none. The key's number grows with each call.</summary>
    public async Task<ReadOnlyMemory<byte>?> RenewAsync(ContentId content, ReadOnlyMemory<byte> refused, CancellationToken cancellationToken)
    {
        if (MasterKeyNumber.Of(refused) >= Current.Epoch)
            await ReloadAsync(cancellationToken);
        if (MasterKeyNumber.Of(refused) >= Current.Epoch)
            return null;
        using var keys = TryOpen(content, refused);
        return keys is null ? null : KeyRecord.Wrap(keys, Current);
    }

    /// <summary>Goes on with a keyring that this session has made; the session disposes it.</summary>
    public void Use(Keyring keyring)
    {
        lock (_adding)
            _all = [keyring, .. _all];
    }

    public void Dispose()
    {
        foreach (var keyring in _all)
            keyring.Dispose();
        _oneAtATime.Dispose();
    }

    private ContentKeys? TryOpen(ContentId content, IEnumerable<ReadOnlyMemory<byte>> records)
    {
        foreach (var record in records)
            if (TryOpen(content, record) is { } keys)
                return keys;
        return null;
    }

    private async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        var before = Current;
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (Current != before)
                return true;
            if (await load(cancellationToken) is not { } loaded)
                return false;
            // A node may show what it had long ago.
            if (loaded.Epoch > before.Epoch || (loaded.Epoch == before.Epoch && loaded.HasNext && !before.HasNext))
            {
                Use(loaded);
                return true;
            }

            loaded.Dispose();
            return false;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
