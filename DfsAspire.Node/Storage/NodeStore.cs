using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>
/// A node's volume: part files and the catalog that alone says what they mean (docs/volume.md). All members may be called from many
/// sessions at once; those that change something return only when it is on stable storage. Users are those that the session logged in.
/// Where a request cannot be carried out, <see cref="StoreException"/> carries the status for its reply.
/// </summary>
public sealed partial class NodeStore : IAsyncDisposable
{
    private readonly VolumeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IDisposable _lock;
    private readonly VolumeFiles _files;
    private readonly CatalogDatabase _catalog;
    private readonly AccountCache _accounts = new();
    private readonly ContentLocks _contentLocks = new();
    private readonly StagedBudget _budget;
    private readonly StrayParts _strays;
    private readonly long _started;
    private volatile VolumeIdentity _identity;

    private NodeStore(
        VolumeOptions options, TimeProvider time, ILogger log, IDisposable held, VolumeFiles files, CatalogDatabase catalog, Opened opened)
    {
        (_options, _time, _log, _lock, _files, _catalog) = (options, time, log, held, files, catalog);
        _identity = opened.Identity;
        OpenedAt = opened.Sequence;
        ReplacedLife = new ReplacedLife(options.ReplacedLife, options.ReplacedNotice, time);
        _strays = new StrayParts(files, LogUnreadable);
        if (!_identity.IsSettled)
            _strays.Invalidate();
        _counts = new SharedAnswer<NodeStatus>(() => _catalog.ReadAsync(StatusRows.Count, CancellationToken.None));
        _budget = new StagedBudget(options.MaxStagedBytes, options.MaxStagedBytesPerUser);
        foreach (var (user, bytes) in opened.StagedBytes)
            _budget.Count(user, bytes);
        _started = time.GetTimestamp();
        _oldRecordsTaken = time.GetUtcNow().ToUnixTimeMilliseconds() * TakenPerMillisecond;
    }

    /// <summary>Whose volume this is.</summary>
    public VolumeIdentity Identity => _identity;

    /// <summary>How far the catalog was when the volume was opened.</summary>
    internal long OpenedAt { get; }

    /// <summary>Commits of the catalog that reached the disk since the volume was opened; fewer than changes when they were grouped.</summary>
    internal long CatalogCommits => _catalog.Commits;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Opens the volume, or makes an unfounded one where there is none, and keeps it for this process alone.</summary>
    /// <exception cref="StoreException">Another process uses the volume (Busy), it belongs to another node or has a newer format (Conflict),
    /// or it cannot be read and written (VolumeFailing).</exception>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public static Task<NodeStore> OpenAsync(VolumeOptions options, TimeProvider time, ILogger<NodeStore> log, CancellationToken ct) =>
        OpenAsync(options, new LocalDisk(options.Directory), time, log, ct);

    /// <summary>Opens the volume on a given disk.</summary>
    internal static async Task<NodeStore> OpenAsync(VolumeOptions options, IDisk disk, TimeProvider time, ILogger<NodeStore> log, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Node, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Node, WireLimits.Nodes);
        var files = await Task.Run(() => new VolumeFiles(disk, options.Opening), ct).ConfigureAwait(false);
        var held = VolumeLock.Take(disk, VolumeFiles.Lock, options.Directory);
        CatalogDatabase? catalog = null;
        try
        {
            var incarnation = time.GetUtcNow().ToUnixTimeMilliseconds();
            catalog = await OpenCatalogAsync(options, disk, files, incarnation, log, ct).ConfigureAwait(false);
            var opened = await catalog.WriteAsync(db => Recognize(db, options, incarnation), ct).ConfigureAwait(false);
            var partials = await catalog.ReadAsync(PartialRows.All, ct).ConfigureAwait(false);
            var leftOver = await Task.Run(() => files.ClearIncoming(partials.Select(row => files.PartialName(row.Key)).ToHashSet(StringComparer.Ordinal)), ct).ConfigureAwait(false);
            var store = new NodeStore(options, time, log, held, files, catalog, opened);
            if (await Task.Run(() => files.IsCatalogDistrusted, ct).ConfigureAwait(false))
                store.Distrust = _foundEarlier;
            await store.AdoptPartialsAsync(partials, ct).ConfigureAwait(false);
            foreach (var account in await catalog.ReadAsync(CatalogCheck.Accounts, ct).ConfigureAwait(false))
                store._accounts.Put(account);
            store.LogOpened(options.Node, opened.Identity.IsFounded, opened.Identity.Incarnation, leftOver);
            return store;
        }
        catch
        {
            if (catalog is not null)
                await catalog.DisposeAsync().ConfigureAwait(false);
            held.Dispose();
            throw;
        }
    }

    /// <summary>Finishes what is queued and gives the volume back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync().ConfigureAwait(false);
        _accounts.Dispose();
        _lock.Dispose();
    }

    // A catalog that cannot be trusted is set aside, for people; others have all of it.
    private static async Task<CatalogDatabase> OpenCatalogAsync(
        VolumeOptions options, IDisk disk, VolumeFiles files, long now, ILogger log, CancellationToken ct)
    {
        CatalogDatabase? catalog = null;
        try
        {
            catalog = await Task.Run(() => CatalogDatabase.Open(disk, VolumeFiles.Catalog, options.OpenCatalogLine), ct).ConfigureAwait(false);
            await catalog.ReadAsync(CatalogCheck.Accounts, ct).ConfigureAwait(false);
            await catalog.ReadAsync(CatalogCheck.FirstReads, ct).ConfigureAwait(false);
            if (options.IsSuspect)
                await catalog.ReadAsync(CatalogCheck.Indexes, ct).ConfigureAwait(false);
            return catalog;
        }
        catch (Exception fault) when (fault is DamagedCatalogException || CatalogFaults.IsOfDamage(fault))
        {
            if (catalog is not null)
                await catalog.DisposeAsync().ConfigureAwait(false);
            var aside = await Task.Run(() => files.SetCatalogAside(now), ct).ConfigureAwait(false);
            LogCatalogSetAside(log, aside, fault.Message);
            return await Task.Run(() => CatalogDatabase.Open(disk, VolumeFiles.Catalog, options.OpenCatalogLine), ct).ConfigureAwait(false);
        }
        catch
        {
            if (catalog is not null)
                await catalog.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static Opened Recognize(CatalogConnection db, VolumeOptions options, long incarnation)
    {
        if (IdentityRows.Find(db) is null)
            IdentityRows.Create(db, options.Node, incarnation);
        var identity = IdentityRows.Find(db)!;
        return identity.Node == options.Node
            ? new Opened(identity, IdentityRows.Sequence(db), PartRows.StagedBytes(db))
            : throw new StoreException(
                Status.Conflict,
                $"The volume '{options.Directory}' belongs to node {identity.Node}, not to node {options.Node}. Give each node its own directory.");
    }

    private void ThrowIfNotFounded()
    {
        if (!_identity.IsFounded)
            throw new StoreException(Status.NotFounded, $"Node {_options.Node} belongs to no cluster yet. Found the cluster first.");
    }

    private sealed record Opened(VolumeIdentity Identity, long Sequence, IReadOnlyList<(string User, long Bytes)> StagedBytes);
}
