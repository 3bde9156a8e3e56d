using System.IO.Compression;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Web.Pages;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>A folder, or some of what lies in it, as a zip archive, written as it is read: nothing of it is kept. What is in it is not compressed; most large files are already.</summary>
internal static class FolderArchive
{
    private const string MissingName = "NOT IN THIS ARCHIVE.txt";
    private const CompressionLevel Level = CompressionLevel.NoCompression;

    private static readonly TimeSpan StallTime = TimeSpan.FromMinutes(10);

    /// <summary>Sends a folder, in the archive below its own name.</summary>
    public static async Task SendAsync(WebCall call, StorePath folder)
    {
        _ = call.About(folder);
        var listing = await call.Store.ListAsync(folder, call.Aborted);
        var top = new ArchiveNames("");
        await SendAsync(call, folder, top, new ArchiveNames(top.Add(NameOf(call, folder))), listing.Entries, []);
    }

    /// <summary>Sends what is selected, with paths that begin in its folder.</summary>
    /// <exception cref="HttpRefusal">Nothing of it is there any more.</exception>
    public static async Task SendAsync(WebCall call, Selection selection)
    {
        var wanted = selection.Paths.ToHashSet();
        var entries = (await call.Store.ListAsync(selection.Folder, call.Aborted)).Entries.Where(entry => wanted.Contains(entry.Path)).ToList();
        if (entries.Count == 0)
            throw new HttpRefusal(StatusCodes.Status404NotFound, $"Nothing of what was selected is in '{Words.Place(selection.Folder)}' any more.");
        wanted.ExceptWith(entries.Select(entry => entry.Path));
        var top = new ArchiveNames("");
        await SendAsync(call, selection.Folder, top, top, entries, [.. wanted.Select(path => path.Value)]);
    }

    private static async Task SendAsync(WebCall call, StorePath folder, ArchiveNames top, ArchiveNames names, IReadOnlyList<ListedEntry> entries, List<string> missing)
    {
        var response = call.Http.Response;
        response.ContentType = "application/zip";
        response.Headers.ContentDisposition = Attachment.Of($"{ArchiveNames.Safe(NameOf(call, folder))}.zip");
        if (HttpMethods.IsHead(call.Http.Request.Method))
            return;
        if (call.Http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        using var place = await call.Downloads.EnterAsync(call.Store.User, long.MaxValue, call.Aborted);
        using var stall = new StallWatch(response.Body, StallTime, call.Aborted);
        await using var late = new LateWrites(stall);
        await using (var zip = await ZipArchive.CreateAsync(late, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, stall.Token))
        {
            await AddAsync(call, zip, entries, names, missing, place.Pieces, stall.Token);
            if (missing.Count > 0)
                await AddTextAsync(zip, top.Add(MissingName), $"These could not be read when the archive was made:\r\n\r\n{string.Join("\r\n", missing)}\r\n", call.Time.GetUtcNow(), stall.Token);
        }

        await late.FlushAsync(stall.Token);
    }

    private static string NameOf(WebCall call, StorePath folder) => folder.IsRoot ? call.Store.User : folder.Name;

    private static async Task AddAsync(
        WebCall call, ZipArchive zip, IReadOnlyList<ListedEntry> entries, ArchiveNames names, List<string> missing, int pieces, CancellationToken cancellationToken)
    {
        foreach (var entry in entries.Where(entry => !HiddenNames.IsHidden(entry.Path.Name)))
        {
            var name = names.Add(entry.Path.Name);
            if (!entry.IsFolder)
            {
                await AddFileAsync(call, zip, entry, name, missing, pieces, cancellationToken);
                continue;
            }

            zip.CreateEntry($"{name}/", Level).LastWriteTime = TimeOf(entry.WrittenAt);
            var below = await call.Store.ListAsync(entry.Path, cancellationToken);
            await AddAsync(call, zip, below.Entries, new ArchiveNames(name), missing, pieces, cancellationToken);
        }
    }

    private static async Task AddFileAsync(WebCall call, ZipArchive zip, ListedEntry entry, string name, List<string> missing, int pieces, CancellationToken cancellationToken)
    {
        VersionReader version;
        try
        {
            version = await call.Store.OpenAsync(entry.Path, cancellationToken);
            if (!version.Entry.IsComplete)
            {
                version.Dispose();
                missing.Add(entry.Path.Value);
                return;
            }
        }
        catch (DfsException fault) when (fault.Fault is DfsFault.NotFound or DfsFault.Conflict or DfsFault.Incomplete or DfsFault.Integrity)
        {
            missing.Add(entry.Path.Value);
            return;
        }

        using (version)
        {
            var file = zip.CreateEntry(name, Level);
            file.LastWriteTime = TimeOf(version.Entry.WrittenAt);
            await using var stream = await file.OpenAsync(cancellationToken);
            await version.CopyToAsync(stream, 0, version.Entry.Length, pieces, cancellationToken);
        }
    }

    private static async Task AddTextAsync(ZipArchive zip, string name, string text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(name, Level);
        entry.LastWriteTime = TimeOf(now);
        await using var stream = await entry.OpenAsync(cancellationToken);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    // What a zip archive can say: 1980 to 2107.
    private static DateTimeOffset TimeOf(DateTimeOffset time) => time.Year is >= 1980 and <= 2107 ? time : new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
