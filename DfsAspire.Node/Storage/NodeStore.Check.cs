using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Protocol.Framing;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    // Known by its reference: no check can find the same.
    private static readonly string _foundEarlier = "a check found it damaged before the volume was opened";

    private string? _distrust;

    // A signature costs a processor about what reading and hashing this much does.
    internal const long BytesOfARow = 16 * 1024;

    /// <summary>Why the volume must be opened anew before anything is asked of it; null while it is sound.</summary>
    internal StoreException? Condemned => _catalog.Condemned;

    /// <summary>Why the catalog may not be trusted; null while nothing wrong was found in it. The node is silent then, until it can copy the others' (VolumeRenewal).</summary>
    internal string? Distrust { get => Volatile.Read(ref _distrust); private set => Volatile.Write(ref _distrust, value); }

    /// <summary>
    /// True while the catalog is distrusted for what was found before the volume was opened, and nobody has looked since. Nothing is forgotten before that: where
    /// all four nodes are silent for a mistake that a newer program has not, those that look first would have the others copy what they have themselves.
    /// </summary>
    internal bool IsDistrustInherited => ReferenceEquals(Distrust, _foundEarlier);

    /// <summary>
    /// Holds every row of the catalog against what is signed in it. A single wrong one means that no other can be trusted, which <see cref="Distrust"/> says
    /// from then on, also when the volume is opened again. Nothing is forgotten yet: if all four nodes found something wrong at once, be it by a mistake of this
    /// program, nobody would be left to copy from.
    /// </summary>
    /// <returns>False when something is wrong.</returns>
    internal Task<bool> CheckCatalogAsync(CancellationToken ct) => CheckCatalogAsync(static (_, _) => default, ct);

    /// <summary>The same, page by page: after each is told how many bytes could have been read instead, and what is answered is waited for.</summary>
    internal async Task<bool> CheckCatalogAsync(Func<long, CancellationToken, ValueTask> pace, CancellationToken ct)
    {
        try
        {
            await CheckAsync(CatalogCheck.Indexes, ct).ConfigureAwait(false);
            await CheckAsync(CatalogCheck.Relations, ct).ConfigureAwait(false);
            await SetCountersRightAsync(ct).ConfigureAwait(false);
            for (long? change = 0; change is { } after;)
            {
                (change, var rows) = await CheckAsync(db => CatalogCheck.Entries(db, _accounts, after), ct).ConfigureAwait(false);
                await pace(rows * BytesOfARow, ct).ConfigureAwait(false);
            }

            for (ContentKey? content = ContentKey.First; content is { } after;)
            {
                (content, var rows) = await CheckAsync(db => CatalogCheck.Contents(db, _accounts, _options.Node, after), ct).ConfigureAwait(false);
                await pace(rows * BytesOfARow, ct).ConfigureAwait(false);
            }

            for (VersionKey? version = VersionKey.First; version is { } after;)
            {
                (version, var rows) = await CheckAsync(db => CatalogCheck.Versions(db, _accounts, after), ct).ConfigureAwait(false);
                await pace(rows * BytesOfARow, ct).ConfigureAwait(false);
            }

            if (ReferenceEquals(Interlocked.CompareExchange(ref _distrust, null, _foundEarlier), _foundEarlier))
                await TryMarkAsync(_files.TrustCatalog).ConfigureAwait(false);
            return Distrust is null;
        }
        catch (DamagedCatalogException fault)
        {
            LogCatalogRowDamaged(fault.Message);
            Distrust = fault.Message;
            await KeepDistrustAsync().ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Has later processes know that the catalog is distrusted; again and again, for its disk may be the reason.</summary>
    internal Task KeepDistrustAsync() => TryMarkAsync(_files.DistrustCatalog);

    // Not before the catalog was begun anew: a crash until then must leave the mark.
    private Task TrustAsync()
    {
        Distrust = null;
        return TryMarkAsync(_files.TrustCatalog);
    }

    // A disk that does not take it changes nothing for this process.
    private async Task TryMarkAsync(Action mark)
    {
        try
        {
            await Task.Run(mark).ConfigureAwait(false);
        }
        catch (StoreException fault)
        {
            LogDistrustNotKept(fault.Message);
        }
    }

    // What can be counted anew says nothing against the rest.
    private async Task SetCountersRightAsync(CancellationToken ct)
    {
        if (!await CheckAsync(UsageRows.AreWrong, ct).ConfigureAwait(false))
            return;
        LogCountersWrong();
        await _catalog.WriteAsync(UsageRows.CountAnew, ct).ConfigureAwait(false);
    }

    // A row that cannot even be read is one that is not what was signed, and opening the catalog anew would not mend it.
    private Task<T> CheckAsync<T>(Func<CatalogConnection, T> check, CancellationToken ct) => _catalog.ReadAsync(
        db =>
        {
            try
            {
                return check(db);
            }
            catch (MalformedMessageException fault)
            {
                throw new DamagedCatalogException(fault.Message, fault);
            }
            // Once a catalog is opened anew for that. One whose structure SQLite finds sound then, and which it cannot read all the same, would be opened without end.
            catch (SqliteException fault) when (_options.IsSuspect && CatalogFaults.IsCorrupt(fault))
            {
                throw new DamagedCatalogException($"The catalog cannot be read: {fault.Message}", fault);
            }
        },
        ct);
}
