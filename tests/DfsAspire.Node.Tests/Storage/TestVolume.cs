using DfsAspire.Node.Storage;
using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Tests.Sessions;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>A real volume of node 2 in a directory of its own, founded, with an account for Alice.</summary>
internal sealed class TestVolume : IAsyncDisposable
{
    public const int Node = 2;

    private readonly List<DirectoryInfo> _directories = [];
    private long _lastStamp;

    private TestVolume(DirectoryInfo directory, VolumeOptions options)
    {
        _directories.Add(directory);
        Options = options with { Directory = directory.FullName };
    }

    public VolumeOptions Options { get; private set; }

    public NodeStore Store { get; private set; } = null!;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public Guid Cluster { get; } = Guid.NewGuid();

    public TestUser Administrator { get; } = TestUser.Make("administrator");

    public TestUser Alice { get; } = TestUser.Make("Alice");

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static VolumeOptions DefaultOptions => new() { Directory = "-", Node = Node };

    public static async Task<TestVolume> MakeUnfoundedAsync(VolumeOptions? options = null)
    {
        var volume = new TestVolume(Directory.CreateTempSubdirectory("dfs-storage-"), options ?? DefaultOptions);
        await volume.OpenAsync();
        return volume;
    }

    public static async Task<TestVolume> MakeAsync(VolumeOptions? options = null)
    {
        var volume = await MakeUnfoundedAsync(options);
        await volume.Store.FoundAsync(volume.Cluster, volume.Administrator.SignedBy(volume.Administrator), Cancel);
        await volume.Store.PutAccountAsync(volume.Alice.SignedBy(volume.Administrator), null, Cancel);
        return volume;
    }

    public static Task<NodeStore> OpenAsync(VolumeOptions options, TimeProvider time) =>
        NodeStore.OpenAsync(options, time, NullLogger<NodeStore>.Instance, Cancel);

    /// <summary>Opens the volume, after it was disposed.</summary>
    public async Task OpenAsync() => Store = await OpenAsync(Options, Time);

    /// <summary>Closes the volume and opens it on a disk that a test can make fail.</summary>
    public async Task<FaultyDisk> OpenWithFaultsAsync(TimeProvider? time = null)
    {
        await Store.DisposeAsync();
        var disk = new FaultyDisk(Options.Directory);
        Store = await NodeStore.OpenAsync(Options, disk, time ?? Time, NullLogger<NodeStore>.Instance, Cancel);
        return disk;
    }

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>Goes on from what is on the disk this very moment, as after SIGKILL.</summary>
    public async Task CrashAsync()
    {
        var image = Copy();
        await Store.DisposeAsync();
        Options = image;
        await OpenAsync();
    }

    /// <summary>A copy of what is on the disk this very moment; it goes with this volume.</summary>
    public VolumeOptions Copy()
    {
        var image = Directory.CreateTempSubdirectory("dfs-storage-");
        _directories.Add(image);
        foreach (var directory in Directory.EnumerateDirectories(Options.Directory, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(image.FullName, Path.GetRelativePath(Options.Directory, directory)));
        foreach (var file in Directory.EnumerateFiles(Options.Directory, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
            File.Copy(file, Path.Combine(image.FullName, Path.GetRelativePath(Options.Directory, file)));
        return Options with { Directory = image.FullName };
    }

    public Stamp NextStamp() => new((ulong)++_lastStamp, Guid.NewGuid());

    /// <summary>All files but the volume's own, relative to it.</summary>
    public string[] PartFiles() =>
        [.. Directory.EnumerateFiles(Options.Directory, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Options.Directory, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith(".dfs/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    public string[] IncomingFiles() => Directory.GetFiles(Path.Combine(Options.Directory, ".dfs", "incoming"));

    public string FullPath(string relative) => Path.Combine(Options.Directory, relative);

    /// <summary>Asks or changes the catalog behind the store's back.</summary>
    public long Sql(string sql, params object?[] values)
    {
        using var db = CatalogConnection.Open(FullPath(".dfs/catalog.db"), readOnly: false);
        return db.Number(sql, values);
    }

    /// <summary>Takes from the catalog of a closed volume what its format 10 has changed.</summary>
    public void MakeFormat9()
    {
        foreach (var table in (string[])["entries", "versions", "partials", "stages", "parts"])
        {
            Sql($"DROP TRIGGER {table}_come");
            Sql($"DROP TRIGGER {table}_go");
        }

        Sql("DROP TRIGGER stages_change");
        Sql("DROP TRIGGER parts_change");
        Sql("DROP VIEW counted");
        foreach (var column in (string[])["names", "aside_bytes", "aside_files"])
            Sql($"ALTER TABLE usage DROP COLUMN {column}");
        Sql("PRAGMA user_version = 9");
    }

    /// <summary>Takes from the catalog of a closed volume what its formats 6 to 10 have changed.</summary>
    public void MakeFormat5()
    {
        MakeFormat9();
        Sql("DROP INDEX accounts_any_case");
        Sql("CREATE UNIQUE INDEX accounts_any_case ON accounts (user COLLATE NOCASE)");
        Sql("DROP TABLE closing");
        foreach (var index in (string[])["parts_missing", "parts_damaged", "parts_on_loan"])
            Sql($"DROP INDEX {index}");
        Sql("DROP TABLE versions");
        Sql("ALTER TABLE accounts DROP COLUMN credentials");
        Sql("ALTER TABLE accounts DROP COLUMN credentials_signature");
        Sql("ALTER TABLE stages DROP COLUMN bytes");
        Sql("ALTER TABLE stages DROP COLUMN files");
        Sql("DROP TABLE usage");
        Sql("PRAGMA user_version = 5");
    }

    public Task<PathState> StateAsync(string path) => Store.GetStateAsync(Alice.Name, StorePath.Parse(path), Cancel);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        foreach (var directory in _directories)
            directory.Delete(recursive: true);
    }
}
