using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Shell.Trees;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary><c>restore</c>: brings back what was overwritten or deleted.</summary>
internal static class RestoreCommand
{
    public const string Name = "restore";

    public static Command Create(CommandRunner run)
    {
        var path = new Argument<string>("PATH") { Description = "A file, which may be deleted; with -r a folder, which may be deleted as well." };
        var version = new Option<string?>("--version") { Description = "Which version, by the first digits that 'versions' shows; otherwise the newest before the present one.", HelpName = "ID" };
        var target = new Option<string?>("--to") { Description = "Another path to restore it to; one that ends in '/' is the folder to put it in.", HelpName = "PATH" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replaces a file that lies at the path given with --to." };
        var recursive = new Option<bool>("-r", "--recursive") { Description = "The folder, if it was deleted, and everything that was deleted from it and from those below it. What is there now stays." };
        var json = JsonOutput.Option();
        var command = new Command(Name, "Brings back an earlier version or a deleted file. No contents are sent; what it replaces becomes an earlier version itself.")
        {
            path, version, target, overwrite, recursive, json,
        };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var from = StorePath.Parse(parse.GetRequiredValue(path));
                var isTree = parse.GetValue(recursive);
                if (isTree && (parse.GetValue(version) ?? parse.GetValue(target)) is not null)
                    throw new UsageException($"{Name} -r takes neither --version nor --to: everything comes back where it was.");
                if (from.IsRoot && !isTree)
                    throw new UsageException($"{Name} needs the path of a file; {Name} -r / restores everything.");
                var receipts = isTree
                    ? await RestoreTreeAsync(context, from, token)
                    : (Code: ExitCode.Done, Restored: [await RestoreAsync(context, from, parse.GetValue(version), parse.GetValue(target), parse.GetValue(overwrite), token)]);
                Report(context, receipts.Restored, parse.GetValue(json));
                return receipts.Code;
            },
            cancellationToken));
        return command;
    }

    private static async Task<CopyReceipt> RestoreAsync(
        CommandContext context, StorePath path, string? id, string? target, bool overwrite, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var listing = await store.ListVersionsAsync(path, cancellationToken);
        var version = id is not null ? listing.Find(id) : listing.Previous ?? throw NothingKept(path, listing);
        try
        {
            return await store.RestoreAsync(version, target is null ? null : CopyCommands.TargetOf(path, target), overwrite || target is null, cancellationToken);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.AlreadyExists)
        {
            throw new DfsException(fault.Fault, $"{fault.Message} (--overwrite replaces it.)", fault);
        }
    }

    private static DfsException NothingKept(StorePath path, VersionListing listing)
    {
        var incomplete = listing.Versions.Any(version => !version.IsCurrent) ? " that is whole on the nodes that answer" : "";
        return new DfsException(DfsFault.NotFound, $"No earlier version of '{path}' is kept{incomplete}. ({Name} -r brings back what was deleted from a folder.)") { Faults = listing.Faults };
    }

    // Folders first, so that nobody sees a file without them; then the files, several at once.
    private static async Task<(int Code, IReadOnlyList<CopyReceipt> Restored)> RestoreTreeAsync(CommandContext context, StorePath folder, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var deleted = await DeletedTree.ReadAsync(store, folder, isRecursive: true, withMoved: false, cancellationToken);
        context.Note(deleted.Faults);
        // The gateway's marks belong to a MOVE that is over. One that came back would have a later MOVE taken for that one.
        List<FileVersion> entries = [.. await ItselfAsync(store, folder, cancellationToken), .. deleted.Entries.Where(entry => !HiddenNames.IsMoveMark(entry.Path.Name))];
        if (entries.Count == 0)
            throw new DfsException(DfsFault.NotFound, $"Nothing that was deleted from '{folder}/' is kept.") { Faults = deleted.Faults };
        var files = new ManyFiles(context);
        var restored = new ConcurrentBag<CopyReceipt>();
        foreach (var entry in entries.Where(entry => entry.IsFolder))
            await files.TryAsync($"{entry.Path}/", () => RestoreAsync(entry, cancellationToken));
        await files.RunAsync(entries.Where(entry => !entry.IsFolder), entry => entry.Path.Value, RestoreAsync, cancellationToken);
        files.ShowFailures();
        return (files.ExitCode, [.. restored.OrderBy(receipt => receipt.Path.Value, StringComparer.Ordinal)]);

        async Task RestoreAsync(FileVersion version, CancellationToken token)
        {
            var receipt = await store.RestoreAsync(version, target: null, overwrite: false, token);
            if (!version.IsFolder)
                restored.Add(receipt);
        }
    }

    // What was deleted at the path: the folder, which may have been empty, or a file.
    private static async Task<IEnumerable<FileVersion>> ItselfAsync(IStore store, StorePath path, CancellationToken cancellationToken) => path.IsRoot
        ? []
        : (await store.ListDeletedAsync(path.Folder, cancellationToken)).Entries.Where(entry => entry.Path == path && !entry.IsMoved);

    private static void Report(CommandContext context, IReadOnlyList<CopyReceipt> restored, bool json)
    {
        if (json)
        {
            context.Surroundings.Out.WriteLine(JsonOutput.Of(restored));
            return;
        }

        foreach (var receipt in restored)
        {
            if (restored.Count == 1)
                context.Note(receipt.Faults);
            var to = receipt.Path == receipt.From ? "" : $" to {receipt.Path}";
            context.Report(string.Create(
                CultureInfo.InvariantCulture, $"{Name} {receipt.From}{to}: {ByteSize.Format(receipt.Length)}, version {receipt.SourceStamp.Writer.ToString("N")[..8]}"));
        }
    }
}
