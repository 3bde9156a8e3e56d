using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Node.Storage;

/// <summary>
/// Parts on loan on a volume whose catalog was lost. An entry that is copied from another node says nothing of them, so that nobody would ask for their
/// files; and yet this node acknowledged them, and one of them may be the last copy.
/// </summary>
public sealed partial class NodeStore
{
    // Which life of the volume was looked through to its end, and how far the look at this one is.
    private long _lookedThrough;
    private LoanSearch? _loanLook;

    /// <summary>
    /// Looks once, since the volume was opened or began anew, whether files that no row names are parts on loan of contents that the catalog knows, and makes
    /// those that have the signed checksum held again. What is left undone is done by the next call. One call at a time.
    /// </summary>
    /// <param name="pace">Told how many bytes were read; what it answers is waited for.</param>
    /// <param name="isOver">True when the next call shall go on.</param>
    /// <param name="ct">Ends the look.</param>
    internal async Task ReclaimLoansAsync(Func<long, CancellationToken, ValueTask> pace, Func<bool> isOver, CancellationToken ct)
    {
        if (_identity is not { IsFounded: true, IsSettled: true, Incarnation: var life } || life == _lookedThrough)
            return;
        if (_loanLook is not { } look || look.Life != life)
            _loanLook = look = new LoanSearch(life, _files.AllParts(LogUnreadable).GetEnumerator());
        var owners = Owners();
        do
        {
            if (look.Left.Count == 0)
            {
                look.Left = new(await Task.Run(() => Page(look.Files, owners), ct).ConfigureAwait(false));
                if (look.Left.Count == 0)
                {
                    look.Files.Dispose();
                    (_loanLook, _lookedThrough) = (null, life);
                    return;
                }

                look.Left = new(await _catalog.ReadAsync(db => look.Left.Where(file => FindLoan(db, file) is not null).ToList(), ct).ConfigureAwait(false));
            }

            // What fails is looked at again.
            if (look.Left.TryPeek(out var stray))
            {
                await LookForLoanAsync(stray, pace, ct).ConfigureAwait(false);
                look.Left.Dequeue();
            }
        }
        while (!isOver());
    }

    // Whether a file is a part that was borrowed; if so, it is held again.
    private async Task<LoanLook> LookForLoanAsync(StrayFile stray, Func<long, CancellationToken, ValueTask> pace, CancellationToken ct)
    {
        if (await _catalog.ReadAsync(db => FindLoan(db, stray), ct).ConfigureAwait(false) is not { } loan)
            return LoanLook.NotALoan;
        try
        {
            using var file = await Task.Run(() => _files.OpenToRead(stray.Name), ct).ConfigureAwait(false);
            if (file is null)
                return LoanLook.NotALoan;
            var row = HeldRow(loan.Row, stray.Name, file);
            if (row.Trailer <= 0 || await CompareAsync(file, row, pace, ct).ConfigureAwait(false) is not null)
                return LoanLook.NotALoan;
            return await TakeBackLoanAsync(loan, row, ct).ConfigureAwait(false) ? LoanLook.Found : LoanLook.NotALoan;
        }
        catch (StoreException fault) when (fault.InnerException is { } cause && Faults.IsFileFault(cause))
        {
            LogUnreadable(fault);
            return LoanLook.Unreadable;
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            LogUnreadable(Faults.Translate(fault, "read", stray.Name));
            return LoanLook.Unreadable;
        }
    }

    private async Task<bool> TakeBackLoanAsync(KeptPart loan, PartRow row, CancellationToken ct)
    {
        using var held = await _contentLocks.HoldAsync(loan.Content, ct).ConfigureAwait(false);
        // While it was read, a loan that went home may have been deleted, or the part have come anew.
        if (await Task.Run(() => _files.SizeOf(row.File), ct).ConfigureAwait(false) != row.Info.Length + row.Trailer)
            return false;
        row = await RenewKeyRecordAsync(loan.User, loan.Content, row, ct).ConfigureAwait(false);
        var now = Now;
        var isBack = await _catalog.WriteAsync(
            db =>
            {
                if (FindLoan(db, loan.User, loan.Content, row.Part) != loan)
                    return false;
                PartRows.Put(db, loan.User, loan.Content, row, now);
                return true;
            },
            CancellationToken.None).ConfigureAwait(false);
        if (isBack)
            LogLoanFound(row.File);
        return isBack;
    }

    private KeptPart? FindLoan(CatalogConnection db, StrayFile file) => file.User is null ? null : FindLoan(db, file.User, file.Content, file.Part);

    // What a part would be if it were on loan here; null when its content is not known, when it belongs here, or when something is known of it.
    private KeptPart? FindLoan(CatalogConnection db, string user, ContentId content, int part) =>
        PartRows.Find(db, user, content, part) is null && ContentRows.Find(db, user, content)?.Entry.Entry is { } entry
        && !PlacementTable.PartsOf(entry.Placement, _options.Node).Contains(part)
            ? new KeptPart(user, content, new PartRow(part, PartState.Missing, IsLoan: true, entry.Parts[part - 1], Trailer: 0, File: ""))
            : null;

    // What of a life's files was not looked at yet.
    private sealed record LoanSearch(long Life, IEnumerator<string> Files)
    {
        public Queue<StrayFile> Left { get; set; } = new();
    }

    private enum LoanLook
    {
        NotALoan,
        Unreadable,
        Found,
    }
}
