using System.Collections.Concurrent;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>Brings back what was deleted while nodes keep it: a file, or a folder with what was in it; with the properties. What lies there now stays.</summary>
internal sealed class Undelete(DfsClient store)
{
    private const int AtOnce = 8;

    private readonly ConcurrentBag<StorePath> _left = [];
    private int _restored;

    /// <summary>How far the clocks of nodes may be apart: each says by its own when something was deleted.</summary>
    public TimeSpan ClockDifference { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What was deleted from the folder that the path lies in, where that was asked already.</summary>
    public IReadOnlyList<FileVersion>? Beside { get; init; }

    /// <summary>How many files and folders are back.</summary>
    public int Restored => _restored;

    /// <summary>What could not be brought back.</summary>
    public IReadOnlyCollection<StorePath> Left => _left;

    /// <summary>Brings back what was deleted at a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="took">How long the deletion took, to bring back what went with it and not what was deleted before; null for everything that is kept.</param>
    /// <param name="cancellationToken">Ends it, with some of it back.</param>
    /// <exception cref="DfsException">Nothing that was deleted there is kept, or it cannot be brought back now.</exception>
    public async Task RunAsync(StorePath path, TimeSpan? took, CancellationToken cancellationToken)
    {
        var beside = Beside ?? (await store.ListDeletedAsync(path.Folder, cancellationToken)).Entries;
        var version = beside.FirstOrDefault(entry => entry.Path == path && !entry.IsMoved)
            ?? throw new DfsException(DfsFault.NotFound, $"Nothing that was deleted at '{path}' is kept any more, or something else lies there now.");
        var since = took is { } time ? version.ReplacedAt - time - ClockDifference : null;
        await store.RestoreAsync(version, target: null, overwrite: false, cancellationToken);
        _restored++;
        // Older properties belong to an older file of the name.
        var properties = beside.Where(entry => entry.Path == HiddenNames.PropertiesOf(path) && IsSince(entry, since ?? version.ReplacedAt - ClockDifference));
        await RestoreAsync(properties, since, cancellationToken);
        if (version.IsFolder)
            await RestoreBelowAsync(path, since, cancellationToken);
    }

    private async Task RestoreBelowAsync(StorePath folder, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var deleted = (await store.ListDeletedAsync(folder, cancellationToken)).Entries;
        await RestoreAsync(deleted.Where(entry => !HiddenNames.IsMoveMark(entry.Path.Name) && IsSince(entry, since)), since, cancellationToken);
    }

    private async Task RestoreAsync(IEnumerable<FileVersion> versions, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var wanted = versions.Where(version => !version.IsMoved).ToLookup(version => version.IsFolder);
        await Parallel.ForEachAsync(
            wanted[false], new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (version, token) => await TryAsync(version, token));
        foreach (var version in wanted[true])
        {
            await TryAsync(version, cancellationToken);
            await RestoreBelowAsync(version.Path, since, cancellationToken);
        }
    }

    // One file that cannot be had just now keeps no other from coming back.
    private async Task TryAsync(FileVersion version, CancellationToken cancellationToken)
    {
        try
        {
            await store.RestoreAsync(version, target: null, overwrite: false, cancellationToken);
            if (!HiddenNames.IsHidden(version.Path.Name))
                Interlocked.Increment(ref _restored);
        }
        catch (DfsException fault) when (fault.Fault is DfsFault.AlreadyExists or DfsFault.Conflict or DfsFault.NotFound or DfsFault.Incomplete or DfsFault.Integrity)
        {
            if (!HiddenNames.IsHidden(version.Path.Name))
                _left.Add(version.Path);
        }
    }

    private static bool IsSince(FileVersion version, DateTimeOffset? since) => version.ReplacedAt is not { } replacedAt || since is null || replacedAt >= since;
}
