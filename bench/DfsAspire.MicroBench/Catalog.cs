using System.Globalization;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.MicroBench;

/// <summary>What a node's catalog is asked most, beside a write of 4 KiB that is synced.</summary>
public class Catalog
{
    private const string User = "alice";
    private const int Names = 1_000;
    private const int PageBytes = 1024 * 1024;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dfs-catalog-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _block = new byte[4096];
    private NodeStore _store = null!;
    private FileStream _file = null!;
    private ulong _stamp;

    /// <summary>A volume with a folder of 1,000 names.</summary>
    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _store = await NodeStore.OpenAsync(
            new VolumeOptions { Directory = Path.Combine(_directory.FullName, "volume"), Node = 1 }, TimeProvider.System, NullLogger<NodeStore>.Instance, CancellationToken.None);
        await _store.FoundAsync(Guid.NewGuid(), AccountOf(ReservedNames.Administrator, AccountRole.Administrator), CancellationToken.None);
        await _store.PutAccountAsync(AccountOf(User, AccountRole.User), null, CancellationToken.None);
        for (var name = 0; name < Names; name++)
            await CommitAsync(string.Create(CultureInfo.InvariantCulture, $"folder/{name}"));
        _file = File.Create(Path.Combine(_directory.FullName, "file"));
    }

    /// <summary>Takes the volume away.</summary>
    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _file.DisposeAsync();
        await _store.DisposeAsync();
        _key.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>The reference: what a disk takes for a promise.</summary>
    [Benchmark(Baseline = true)]
    public void WriteAndSync()
    {
        RandomAccess.Write(_file.SafeFileHandle, _block, 0);
        _file.Flush(flushToDisk: true);
    }

    /// <summary>An entry, signed, verified, written and synced.</summary>
    [Benchmark]
    public Task Commit() => CommitAsync("folder/0");

    /// <summary>What lies at a path.</summary>
    [Benchmark]
    public Task State() => _store.GetStateAsync(User, StorePath.Parse("folder/500"), CancellationToken.None);

    /// <summary>A folder of 1,000 names.</summary>
    [Benchmark]
    public Task List() => _store.ListAsync(User, StorePath.Parse("folder"), "", PageBytes, CancellationToken.None);

    private SignedAccount AccountOf(string user, AccountRole role) =>
        SignedAccount.Sign(new Account { User = user, Role = role, Epoch = 1, PublicKey = _key.ExportSubjectPublicKeyInfo() }, _key);

    private async Task CommitAsync(string path)
    {
        var entry = new Entry { User = User, Path = StorePath.Parse(path), Kind = EntryKind.Folder, Stamp = new Stamp(++_stamp, Guid.NewGuid()), WrittenAt = 1 };
        var result = await _store.CommitAsync(User, SignedEntry.Sign(entry, _key), ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        if (result.Status != Protocol.Messages.Status.Ok)
            throw new InvalidOperationException($"'{path}' was not taken: {result.Text}");
    }
}
