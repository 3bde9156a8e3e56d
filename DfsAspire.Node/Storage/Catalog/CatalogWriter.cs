using DfsAspire.Protocol.Framing;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>
/// The only writer of the catalog. Transactions that wait at the same time are committed together, each in a savepoint, so that
/// one sync serves them all and one failing does not fail the others.
/// </summary>
internal sealed class CatalogWriter(CatalogConnection db, IWorkLine line) : IAsyncDisposable
{
    private const int MaxGroup = 128;

    private readonly Lock _lock = new();
    private readonly Queue<Work> _queue = [];
    private bool _isRunning;
    private bool _isClosed;
    private StoreException? _condemned;

    /// <summary>How many commits reached the disk so far; fewer than transactions when they were grouped.</summary>
    public long Commits { get; private set; }

    /// <summary>
    /// Runs a transaction and answers when it is on stable storage. Cancelling works until it is run; afterwards its end is waited for,
    /// so that the caller knows what came of it.
    /// </summary>
    /// <exception cref="StoreException">What the work threw; or the catalog fails and nothing of the work was done.</exception>
    public Task<T> RunAsync<T>(Func<CatalogConnection, T> work, CancellationToken ct)
    {
        var queued = new Work<T>(work, ct);
        lock (_lock)
        {
            ThrowIfCondemned();
            if (_isClosed)
                throw CatalogFaults.Closed();
            _queue.Enqueue(queued);
            if (!_isRunning)
                line.Queue(RunAll);
            _isRunning = true;
        }

        return queued.Result;
    }

    /// <summary>Why nothing may be built on the catalog any more; null while it is sound.</summary>
    public StoreException? Condemned => Volatile.Read(ref _condemned);

    /// <summary>Says that nothing may be built on the catalog any more before it was opened anew.</summary>
    public void Condemn(StoreException fault) => Interlocked.CompareExchange(ref _condemned, fault, null);

    /// <summary>Throws when the catalog was condemned.</summary>
    public void ThrowIfCondemned()
    {
        if (Volatile.Read(ref _condemned) is { } fault)
            throw new StoreException(fault.Status, fault.Message, fault);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _isClosed = true;
        line.Queue(ended.SetResult);
        await ended.Task.ConfigureAwait(false);
        db.Dispose();
        line.Dispose();
    }

    private void RunAll()
    {
        var group = new List<Work>(MaxGroup);
        while (TakeGroup(group))
        {
            RunGroup(group);
            group.Clear();
        }
    }

    private bool TakeGroup(List<Work> group)
    {
        lock (_lock)
        {
            while (group.Count < MaxGroup && _queue.TryDequeue(out var next))
                group.Add(next);
            return _isRunning = group.Count > 0;
        }
    }

    private void RunGroup(List<Work> group)
    {
        try
        {
            ThrowIfCondemned();
            db.Run("BEGIN IMMEDIATE");
            var before = db.Number("SELECT total_changes()");
            foreach (var work in group)
                RunInSavepoint(work);
            if (db.Number("SELECT total_changes()") == before)
            {
                db.Run("ROLLBACK");
            }
            else
            {
                db.Run("UPDATE identity SET sequence = sequence + 1");
                db.Run("COMMIT");
                Commits++;
            }
        }
        catch (Exception fault) when (fault is SqliteException or StoreException)
        {
            var cause = fault as StoreException ?? CatalogFaults.Translate((SqliteException)fault);
            if (fault is SqliteException failed && CatalogFaults.CondemnsCatalog(failed))
                Condemn(cause);
            RollBack();
            foreach (var work in group)
                work.Fail(cause);
            return;
        }

        foreach (var work in group)
            work.Complete();
    }

    private void RunInSavepoint(Work work)
    {
        db.Run("SAVEPOINT work");
        try
        {
            work.Run(db);
        }
        catch (SqliteException fault) when (CatalogFaults.EndsTransaction(fault))
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever one session's work threw is that session's, and must not end the others'.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            work.Fail(Explain(fault));
            db.Run("ROLLBACK TO work");
        }

        db.Run("RELEASE work");
    }

    private Exception Explain(Exception fault)
    {
        if (fault is not MalformedMessageException malformed)
            return fault is SqliteException failed ? CatalogFaults.Translate(failed) : fault;
        var damage = CatalogFaults.OfRow(malformed);
        Condemn(damage);
        return damage;
    }

    private void RollBack()
    {
        try
        {
            db.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself.
        }
    }

    private abstract class Work
    {
        public abstract void Run(CatalogConnection db);

        public abstract void Complete();

        public abstract void Fail(Exception fault);
    }

    private sealed class Work<T>(Func<CatalogConnection, T> work, CancellationToken ct) : Work
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _value = default!;

        public Task<T> Result => _result.Task;

        public override void Run(CatalogConnection db)
        {
            ct.ThrowIfCancellationRequested();
            _value = work(db);
        }

        public override void Complete() => _result.TrySetResult(_value);

        public override void Fail(Exception fault)
        {
            if (fault is OperationCanceledException)
                _result.TrySetCanceled(ct);
            else
                _result.TrySetException(fault);
        }
    }
}
