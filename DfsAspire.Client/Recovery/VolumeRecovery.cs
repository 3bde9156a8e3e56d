using System.Security.Cryptography;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Store;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using Microsoft.Data.Sqlite;

namespace DfsAspire.Client.Recovery;

/// <summary>
/// Restores a user's files from the directories of volumes alone, with no node running. Catalogs say who the user is, what was deleted and
/// what was moved; the parts themselves say all the rest.
/// </summary>
public sealed class VolumeRecovery : IDisposable
{
    private readonly RecoveryOptions _options;
    private readonly List<string> _notes = [];
    private readonly List<VolumeDirectory> _volumes = [];
    private readonly List<CatalogFile> _catalogs = [];

    private VolumeRecovery(RecoveryOptions options) => _options = options;

    /// <summary>Restores all files that can be restored.</summary>
    /// <param name="options">What to recover.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it; files that were whole by then stay.</param>
    /// <exception cref="DfsException">
    /// The password is wrong (WrongCredentials), no catalog knows the user or a directory is missing (NotFound), a node runs on a volume (Conflict).
    /// </exception>
    /// <exception cref="IOException">The output directory cannot be made.</exception>
    public static async Task<RecoveryReport> RunAsync(RecoveryOptions options, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        using var recovery = new VolumeRecovery(options);
        recovery.OpenVolumes();
        return await recovery.RestoreAsync(progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var catalog in _catalogs)
            catalog.Dispose();
        foreach (var volume in _volumes)
            volume.Dispose();
    }

    private void OpenVolumes()
    {
        foreach (var path in _options.Volumes.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).Distinct(StringComparer.Ordinal))
        {
            var volume = VolumeDirectory.Open(path);
            _volumes.Add(volume);
            OpenCatalogs(volume);
        }
    }

    private void OpenCatalogs(VolumeDirectory volume)
    {
        var files = Guard(volume.Path, volume.Catalogs) ?? [];
        if (files.Count == 0)
            _notes.Add($"{volume.Path} has no catalog; only its parts are used");
        foreach (var file in files)
            if (Guard(file, () => CatalogFile.Open(file)) is { } catalog)
                _catalogs.Add(catalog);
    }

    private async Task<RecoveryReport> RestoreAsync(IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        using var keyring = await RecoveredKeyring.OpenAsync(Accounts(), _options, cancellationToken);
        using var publicKey = ECDsa.Create();
        publicKey.ImportSubjectPublicKeyInfo(keyring.PublicKey.Span, out _);
        var output = RecoveryOutput.Open(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_options.Output)), _volumes.Select(volume => volume.Path));

        using var veil = Veil.Of(keyring);
        var found = new FoundFiles(_options.User, publicKey, veil);
        await SearchAsync(found, cancellationToken);
        var paths = found.Paths.ToList();
        var meter = new ProgressMeter(progress, paths.Sum(path => found.VersionsOf(path).First().Length), _options.Time);
        var contents = new ContentReader(found, keyring, meter, _notes.Add);
        var each = new PathRecovery(found, contents, output, _options.WithDeleted);
        var recovered = new List<RecoveredPath>();
        foreach (var path in paths)
            if (await each.RunAsync(path, cancellationToken) is { } one)
                recovered.Add(one);
        return new RecoveryReport(recovered, [.. _notes.Distinct()]);
    }

    private List<AccountRecord> Accounts()
    {
        var accounts = _catalogs.SelectMany(catalog => catalog.Accounts(_options.User, _notes.Add)).ToList();
        return accounts.Count > 0 ? accounts : throw new DfsException(
            DfsFault.NotFound,
            $"No catalog on these volumes has an account of '{_options.User}', and without it no file opens. Check the name, or add another volume or a backup of one{(_notes.Count == 0 ? "" : $" ({string.Join("; ", _notes.Distinct())})")}.");
    }

    private async Task SearchAsync(FoundFiles found, CancellationToken cancellationToken)
    {
        foreach (var catalog in _catalogs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            catalog.Entries(_options.User, _notes.Add, found.AddListed);
            catalog.Contents(_options.User, _notes.Add, (signed, keyRecord) =>
            {
                if (signed.Entry.Kind == EntryKind.File && found.Add(signed))
                    found.Content(signed.Entry.Content).AddKeyRecord(keyRecord);
            });
        }

        var search = new PartSearch(_options.User, found, _notes.Add);
        foreach (var volume in _volumes)
            foreach (var file in volume.Files(_notes.Add))
                await search.LookAsync(file, cancellationToken);
    }

    private T? Guard<T>(string place, Func<T> read) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            _notes.Add($"{place} cannot be read: {fault.Message}");
            return null;
        }
    }
}
