using System.Collections.Concurrent;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Framing;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>The catalog: one writer, and a few connections that read beside it, each read at one moment of the catalog's life.</summary>
internal sealed class CatalogDatabase : IAsyncDisposable
{
    // Of what no user asked for.
    private const string Node = "";
    private const int MaxReaders = 4;

    private readonly string _path;
    private readonly CatalogWriter _writer;
    private readonly ConcurrentBag<CatalogConnection> _idle = [];
    private readonly FairTurns _readers = new(MaxReaders);
    private volatile bool _isClosed;

    private CatalogDatabase(string path, CatalogWriter writer) => (_path, _writer) = (path, writer);

    /// <summary>How many commits reached the disk so far.</summary>
    public long Commits => _writer.Commits;

    /// <summary>Opens the catalog, or makes an empty one. What changes it will run on a line of its own.</summary>
    /// <exception cref="StoreException">It cannot be opened, or a newer program wrote it.</exception>
    /// <exception cref="DamagedCatalogException">Its structure is broken.</exception>
    public static CatalogDatabase Open(IDisk disk, string name, Func<IWorkLine> openLine)
    {
        var path = disk.FullPath(name);
        try
        {
            // SQLite gives its other files the mode of this one.
            if (disk.SizeOf(name) is null)
                disk.Create(name, 0).Dispose();
            CheckHeader(disk, name);
            var connection = CatalogConnection.Open(path, readOnly: false);
            try
            {
                Schema.Ensure(connection);
                CatalogCheck.Structure(connection);
                return new CatalogDatabase(path, new CatalogWriter(connection, openLine()));
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        catch (SqliteException fault) when (CatalogFaults.IsDamage(fault))
        {
            throw new DamagedCatalogException($"The catalog cannot be read: {fault.Message}", fault);
        }
        catch (SqliteException fault)
        {
            throw CatalogFaults.Translate(fault);
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            throw Faults.Translate(fault, "make", name);
        }
    }

    // https://www.sqlite.org/fileformat.html, 1.3: what may write and read the file, 1 or 2. SQLite calls a file that says more read-only,
    // as it does one on a disk that is.
    private static void CheckHeader(IDisk disk, string name)
    {
        const int HeaderBytes = 100;
        const int Versions = 18;
        Span<byte> versions = stackalloc byte[2];
        using var file = disk.Open(name, forWriting: false);
        if (file is null || file.Length < HeaderBytes || file.Read(versions, Versions) < versions.Length)
            return;
        if (versions.ContainsAnyExceptInRange((byte)1, (byte)2))
            throw new DamagedCatalogException("The catalog's header is damaged: it asks for another version of SQLite.");
    }

    /// <summary>Why nothing may be built on the catalog any more before it was opened anew; null while it is sound.</summary>
    public StoreException? Condemned => _writer.Condemned;

    /// <summary>Changes the catalog; see <see cref="CatalogWriter.RunAsync"/>.</summary>
    public Task<T> WriteAsync<T>(Func<CatalogConnection, T> work, CancellationToken ct) => _writer.RunAsync(work, ct);

    /// <summary>Reads the catalog for the node itself; see the other one.</summary>
    public Task<T> ReadAsync<T>(Func<CatalogConnection, T> work, CancellationToken ct) => ReadAsync(Node, work, ct);

    /// <summary>Reads the catalog off the caller's thread: all of <paramref name="work"/> sees one moment.</summary>
    /// <param name="user">For whom: users take turns.</param>
    /// <param name="work">What reads.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="StoreException">The catalog fails.</exception>
    public async Task<T> ReadAsync<T>(string user, Func<CatalogConnection, T> work, CancellationToken ct)
    {
        _writer.ThrowIfCondemned();
        if (_isClosed)
            throw CatalogFaults.Closed();
        await _readers.EnterAsync(user, ct).ConfigureAwait(false);
        try
        {
            if (_isClosed)
                throw CatalogFaults.Closed();
            return await Task.Run(() => Read(work), ct).ConfigureAwait(false);
        }
        catch (SqliteException fault)
        {
            if (CatalogFaults.CondemnsCatalog(fault))
                _writer.Condemn(CatalogFaults.Translate(fault));
            throw CatalogFaults.Translate(fault);
        }
        catch (MalformedMessageException fault)
        {
            var damage = CatalogFaults.OfRow(fault);
            _writer.Condemn(damage);
            throw damage;
        }
        finally
        {
            _readers.Leave();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        for (var i = 0; i < MaxReaders; i++)
            await _readers.EnterAsync(Node, CancellationToken.None).ConfigureAwait(false);
        while (_idle.TryTake(out var reader))
            reader.Dispose();
        for (var i = 0; i < MaxReaders; i++)
            _readers.Leave();
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    private T Read<T>(Func<CatalogConnection, T> work)
    {
        if (!_idle.TryTake(out var db))
            db = CatalogConnection.Open(_path, readOnly: true);
        try
        {
            db.Run("BEGIN");
            var result = work(db);
            db.Run("COMMIT");
            _idle.Add(db);
            return result;
        }
        catch
        {
            // Its state is not known: the next reader opens another.
            db.Dispose();
            throw;
        }
    }
}
