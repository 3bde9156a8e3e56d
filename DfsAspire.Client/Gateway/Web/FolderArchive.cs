using System.IO.Compression;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Properties;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>A folder as a zip archive, written as it is read: nothing of it is kept. What is in it is not compressed; most large files are already.</summary>
internal static class FolderArchive
{
    private const string MissingName = "NOT IN THIS ARCHIVE.txt";
    private const CompressionLevel Level = CompressionLevel.NoCompression;

    private static readonly TimeSpan StallTime = TimeSpan.FromMinutes(10);

    public static async Task SendAsync(WebCall call, StorePath folder)
    {
        _ = call.About(folder);
        var listing = await call.Store.ListAsync(folder, call.Aborted);
        var response = call.Http.Response;
        var name = folder.IsRoot ? call.Store.User : folder.Name;
        response.ContentType = "application/zip";
        response.Headers.ContentDisposition = Attachment.Of($"{ArchiveNames.Safe(name)}.zip");
        if (HttpMethods.IsHead(call.Http.Request.Method))
            return;
        if (call.Http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        using var place = await call.Downloads.EnterAsync(call.Store.User, long.MaxValue, call.Aborted);
        using var stall = new StallWatch(response.Body, StallTime, call.Aborted);
        await using var late = new LateWrites(stall);
        await using (var zip = await ZipArchive.CreateAsync(late, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, stall.Token))
        {
            List<string> missing = [];
            await AddAsync(call, zip, listing.Entries, new ArchiveNames(ArchiveNames.Safe(name)), missing, place.Pieces, stall.Token);
            if (missing.Count > 0)
                await AddTextAsync(zip, MissingName, $"These could not be read when the archive was made:\r\n\r\n{string.Join("\r\n", missing)}\r\n", call.Time.GetUtcNow(), stall.Token);
        }

        await late.FlushAsync(stall.Token);
    }

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
