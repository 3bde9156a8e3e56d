using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Storage;

/// <summary>Files that no row of the catalog names: a crash, a failed deletion or a lost catalog left them.</summary>
public sealed partial class NodeStore
{
    private const int PageFiles = 200;

    private long _strayFiles;

    /// <summary>
    /// Looks at every file of the volume and removes those that nobody asks for and nobody wrote to since a while. Where a row lacks its
    /// part, the file stays: repair looks into it. So does what does not have a part's name, or lies in no user's directory. A loan whose row went with a
    /// lost catalog is none of them: it gets its row back.
    /// </summary>
    /// <param name="age">How long ago it must have been written. That a row named it until lately does not count.</param>
    /// <param name="pace">Told how many bytes were read, and waited for.</param>
    /// <param name="ct">Ends the look.</param>
    /// <returns>How many files were removed.</returns>
    internal async Task<int> ClearStraysAsync(TimeSpan age, Func<long, CancellationToken, ValueTask> pace, CancellationToken ct)
    {
        if (_identity is not { IsFounded: true, IsSettled: true, Incarnation: var life })
            return 0;
        var moment = _time.GetUtcNow() - age;
        var owners = Owners();
        var (left, removed) = (0, await ClearIncomingAsync(moment, ct).ConfigureAwait(false));
        using var files = _files.AllParts(LogUnreadable).GetEnumerator();
        while (await Task.Run(() => Page(files, owners), ct).ConfigureAwait(false) is { Count: > 0 } page)
        {
            var strays = await _catalog.ReadAsync(
                db => KnowsAll(db, life) ? page.FindAll(file => FindRow(db, file) is null or { State: PartState.Missing }) : null, ct).ConfigureAwait(false);
            if (strays is null)
                return removed;
            foreach (var stray in strays)
            {
                // Not before its bytes were looked at: the other copy of a part on loan may be lost.
                switch (await LookForLoanAsync(stray, pace, ct).ConfigureAwait(false))
                {
                    case LoanLook.Found:
                        break;
                    case LoanLook.NotALoan when await TryRemoveAsync(stray, life, moment, ct).ConfigureAwait(false):
                        removed++;
                        break;
                    default:
                        left++;
                        break;
                }
            }
        }

        await Task.Run(() => _files.RemoveEmptyDirectories(owners.ContainsKey), ct).ConfigureAwait(false);
        Volatile.Write(ref _strayFiles, left);
        return removed;
    }

    // By the name of their directory.
    private Dictionary<string, string> Owners() => _accounts.Users.ToDictionary(FileNames.Escape, StringComparer.Ordinal);

    private static List<StrayFile> Page(IEnumerator<string> files, Dictionary<string, string> owners)
    {
        var page = new List<StrayFile>();
        while (page.Count < PageFiles && files.MoveNext())
            if (PartPath.TryRead(files.Current, out var directory, out var content, out var part))
                page.Add(new StrayFile(files.Current, owners.GetValueOrDefault(directory), content, part));
        return page;
    }

    // Two names may be one file where case or accents do not count: a part that is known anywhere keeps all its files.
    private static PartRow? FindRow(CatalogConnection db, StrayFile file) =>
        file.User is null ? null : PartRows.Find(db, file.User, file.Content, file.Part);

    // A look at all files takes long. A catalog that was begun anew meanwhile, or found damaged, names next to nothing, and it is by these very files that it gets its parts back.
    private bool KnowsAll(CatalogConnection db, long life) => Distrust is null && IdentityRows.Incarnation(db) == life;

    // Whoever gives a file its place holds the content's lock until its row is written.
    private async Task<bool> TryRemoveAsync(StrayFile stray, long life, DateTimeOffset moment, CancellationToken ct)
    {
        if (stray.User is null)
            return false;
        using var held = await _contentLocks.HoldAsync(stray.Content, ct).ConfigureAwait(false);
        if (await _catalog.ReadAsync(db => KnowsAll(db, life) && FindRow(db, stray) is null, ct).ConfigureAwait(false))
            return await Task.Run(() => RemoveIfOlder(stray.Name, moment), ct).ConfigureAwait(false);
        // Known and lacking, or no longer sure: the next round of repair looks whether this is what it looks for.
        _strays.Invalidate();
        return false;
    }

    // What a sender goes on with has a row; what is on its way right now was written to.
    private async Task<int> ClearIncomingAsync(DateTimeOffset moment, CancellationToken ct)
    {
        var rows = await _catalog.ReadAsync(PartialRows.All, ct).ConfigureAwait(false);
        var known = rows.Select(row => _files.PartialName(row.Key)).ToHashSet(StringComparer.Ordinal);
        return await Task.Run(() => _files.IncomingFiles().Count(file => !known.Contains(file) && RemoveIfOlder(file, moment)), ct).ConfigureAwait(false);
    }

    private bool RemoveIfOlder(string file, DateTimeOffset moment)
    {
        if (_files.WrittenAt(file) is not { } writtenAt || writtenAt >= moment)
            return false;
        _files.Delete(file);
        LogStrayRemoved(file, writtenAt);
        return true;
    }

    /// <summary>A file with a part's name.</summary>
    /// <param name="Name">Where it lies, relative to the volume.</param>
    /// <param name="User">In whose directory; null when nobody is known whose it would be.</param>
    /// <param name="Content">The content, by its name.</param>
    /// <param name="Part">The part, by its name.</param>
    private sealed record StrayFile(string Name, string? User, ContentId Content, int Part);
}
