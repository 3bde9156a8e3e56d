using DfsAspire.Node.Storage.Catalog;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    /// <summary>Parts that entries ask for and that are missing or damaged here, after a certain one.</summary>
    internal Task<List<KeptPart>> ListLackingAsync(PartState state, KeptPart? after, int count, CancellationToken ct) =>
        _catalog.ReadAsync(db => PartRows.InState(db, state, after, count), ct);

    /// <summary>Looks for a lacking part among the files of a volume whose catalog was lost; answers whether it is held again.</summary>
    internal async Task<bool> ReclaimAsync(KeptPart lacking, Func<long, CancellationToken, ValueTask> pace, CancellationToken ct)
    {
        if (await Task.Run(() => _strays.Take(lacking.User, lacking.Content, lacking.Row.Part), ct).ConfigureAwait(false) is not { } name)
            return false;
        using var file = await Task.Run(() => _files.OpenToRead(name), ct).ConfigureAwait(false);
        if (file is null)
            return false;
        var row = HeldRow(lacking.Row, name, file);
        if (row.Trailer <= 0 || await FindDamageAsync(file, row, pace, ct).ConfigureAwait(false) is not null)
            return false;
        using var held = await _contentLocks.HoldAsync(lacking.Content, ct).ConfigureAwait(false);
        row = await RenewKeyRecordAsync(lacking.User, lacking.Content, row, ct).ConfigureAwait(false);
        return await PutIfStillLackingAsync(lacking, row, isConfirmed: true).ConfigureAwait(false);
    }

    private static PartRow HeldRow(PartRow row, string name, IDiskFile file) =>
        row with { State = PartState.Held, File = name, Trailer = (int)Math.Min(int.MaxValue, file.Length - row.Info.Length) };

    // A file that is found again may have lain here since before its user replaced the master key. Apart from that it stays as it was written: what another
    // node gave when the catalog was copied is no better.
    private async Task<PartRow> RenewKeyRecordAsync(string user, ContentId id, PartRow row, CancellationToken ct) =>
        await _catalog.ReadAsync(db => ContentRows.Find(db, user, id), ct).ConfigureAwait(false) is { } content
        && _files.ReadTrailer(row.File) is { } trailer && MasterKeyNumber.Of(trailer.KeyRecord) < MasterKeyNumber.Of(content.KeyRecord)
            ? row with { Trailer = await RewriteTrailerAsync(user, content, new ContentKeyRecord(id, content.KeyRecord), row).ConfigureAwait(false) }
            : row;

    /// <summary>Starts to bring a lacking part back; null when its content is not known any more.</summary>
    /// <exception cref="StoreException">The disk is full (OutOfSpace) or fails.</exception>
    internal async Task<RestoringPart?> BeginRestoreAsync(KeptPart lacking, CancellationToken ct)
    {
        var content = await _catalog.ReadAsync(db => ContentRows.Find(db, lacking.User, lacking.Content), ct).ConfigureAwait(false);
        if (content is null)
            return null;
        var expected = content.Entry.Entry.Parts[lacking.Row.Part - 1];
        var file = await Task.Run(() => CreateIncoming($"part {lacking.Row.Part} of {content.Entry.Entry.Path}", expected.Length), ct).ConfigureAwait(false);
        return new RestoringPart(this, lacking, expected, file);
    }

    /// <summary>Gives a restored part its place; false when the part is not lacking any more.</summary>
    internal async Task<bool> CompleteRestoreAsync(KeptPart lacking, IncomingFile file, CancellationToken ct)
    {
        using var held = await _contentLocks.HoldAsync(lacking.Content, ct).ConfigureAwait(false);
        var (content, row) = await _catalog.ReadAsync(
            db => (ContentRows.Find(db, lacking.User, lacking.Content), PartRows.Find(db, lacking.User, lacking.Content, lacking.Row.Part)),
            ct).ConfigureAwait(false);
        if (content is null || row != lacking.Row)
            return false;
        var trailer = new PartTrailer(row.Part, content.Entry, content.KeyRecord).ToBytes();
        var path = PartPath.Of(lacking.User, content.Entry.Entry.Path, lacking.Content, row.Part);
        await Task.Run(() =>
        {
            file.Seal(trailer);
            _files.Place(file, path);
        }, CancellationToken.None).ConfigureAwait(false);
        var restored = row with { State = PartState.Held, Trailer = trailer.Length, File = path };
        if (!await PutIfStillLackingAsync(lacking, restored, isConfirmed: false).ConfigureAwait(false))
            return false;
        if (row.File.Length > 0 && row.File != path)
            await DeleteFilesAsync([row.File]).ConfigureAwait(false);
        LogRestored(path);
        return true;
    }

    private Task<bool> PutIfStillLackingAsync(KeptPart lacking, PartRow row, bool isConfirmed)
    {
        var now = Now;
        return _catalog.WriteAsync(
            db =>
            {
                if (PartRows.Find(db, lacking.User, lacking.Content, lacking.Row.Part) != lacking.Row)
                    return false;
                PartRows.Put(db, lacking.User, lacking.Content, row, now);
                if (!isConfirmed)
                    PartRows.MarkUnconfirmed(db, lacking.User, lacking.Content, row.Part);
                return true;
            },
            CancellationToken.None);
    }
}
