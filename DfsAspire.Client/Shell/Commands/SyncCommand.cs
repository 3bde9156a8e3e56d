using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Shell.Trees;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary><c>sync</c>: makes a folder of the store like a local directory, or the other way round.</summary>
internal static class SyncCommand
{
    public const string Name = "sync";

    /// <summary>What stands before a path of the store.</summary>
    public const string StorePrefix = "dfs:";

    public static Command Create(CommandRunner run)
    {
        var source = new Argument<string>("FROM") { Description = $"A local directory, or a folder of the store with '{StorePrefix}' before it." };
        var target = new Argument<string>("TO") { Description = "The other one of the two, which becomes like the first." };
        var delete = new Option<bool>("--delete") { Description = "Deletes what only the second has. Without it nothing is ever deleted." };
        var dry = new Option<bool>("--dry-run") { Description = "Says what would be done, and does nothing." };
        var checksum = new Option<bool>("--checksum") { Description = "Compares contents; otherwise a file of the same size and time is taken for the same." };
        var json = JsonOutput.Option();
        var command = new Command(Name, "Makes a folder of the store like a local directory, or the other way round. Only what differs is sent; files keep their times.")
        {
            source, target, delete, dry, checksum, json,
        };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (context, token) => SyncAsync(
                context, parse.GetRequiredValue(source), parse.GetRequiredValue(target),
                new SyncOptions(parse.GetValue(delete), parse.GetValue(checksum), parse.GetValue(dry)), parse.GetValue(json), token),
            cancellationToken));
        return command;
    }

    private static async Task<int> SyncAsync(CommandContext context, string from, string to, SyncOptions options, bool json, CancellationToken cancellationToken)
    {
        var isDown = from.StartsWith(StorePrefix, StringComparison.Ordinal);
        if (isDown == to.StartsWith(StorePrefix, StringComparison.Ordinal))
            throw new UsageException($"{Name} needs one local directory and one folder of the store, the latter with '{StorePrefix}' before it: {Name} photos {StorePrefix}backup/photos");
        var folder = StorePath.Parse((isDown ? from : to)[StorePrefix.Length..].TrimStart('/'));
        var directory = Path.GetFullPath(isDown ? to : from, context.Surroundings.WorkingDirectory);
        if (!isDown && !Directory.Exists(directory))
            throw new UsageException($"There is no directory {directory}.");

        var store = await context.ConnectAsync(cancellationToken);
        var files = new ManyFiles(context);
        var faults = new SeenFaults(context);
        var remote = await ReadStoreAsync(store, folder, mayLack: !isDown, cancellationToken);
        faults.Note(remote.Faults);
        var tree = new LocalTree(files.Note, files.Fail);
        var local = Directory.Exists(directory) ? tree.Read(directory, folder) : [];
        var mine = local.Select(entry => SyncItem.Of(entry, folder)).ToList();
        var theirs = remote.Entries.Select(entry => SyncItem.Of(entry, folder)).ToList();
        var plan = isDown
            ? SyncPlan.Make(theirs, mine, leftOut: [], options.ByContents)
            : SyncPlan.Make(mine, theirs, [.. tree.LeftOut.Select(path => SyncItem.Below(folder, path))], options.ByContents);
        if (!options.IsDry)
            await MakeTopAsync();
        ISyncTarget target = isDown ? new SyncToDirectory(store, directory, folder, faults) : new SyncToStore(store, directory, folder, faults);
        var report = await new SyncTree(context, target, files, options).RunAsync(
            plan, isWhole: files.Failed == 0 && !remote.MayBeOld, $"{Name} {folder}/ ({plan.Files.Count} files)", cancellationToken);
        Show(context, target.Verb, report, json);
        return files.ExitCode;

        async Task MakeTopAsync()
        {
            if (isDown)
                Directory.CreateDirectory(directory);
            else if (!folder.IsRoot)
                await store.MakeFolderAsync(folder, cancellationToken);
        }
    }

    private static async Task<StoreTree> ReadStoreAsync(IStore store, StorePath folder, bool mayLack, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreTree.ReadAsync(store, folder, cancellationToken);
        }
        catch (DfsException fault) when (mayLack && fault.Fault == DfsFault.NotFound)
        {
            return new StoreTree([], false, fault.Faults);
        }
    }

    private static void Show(CommandContext context, string verb, SyncReport report, bool json)
    {
        if (json)
        {
            context.Surroundings.Out.WriteLine(JsonOutput.Of(report));
            return;
        }

        foreach (var name in report.Copied)
            context.Report($"{verb} {name}");
        foreach (var name in report.Deleted)
            context.Report($"delete {name}");
        context.Answer(string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: {(report.IsDry ? "would " : "")}{verb} {report.Copied.Count}, delete {report.Deleted.Count}, leave {report.Unchanged} files as they are{(report.Failed == 0 ? "" : $"; {report.Failed} failed")}"));
    }
}
