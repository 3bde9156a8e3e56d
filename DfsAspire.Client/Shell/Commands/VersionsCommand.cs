using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Shell.Trees;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary><c>versions</c>: what a file held before, and what was deleted from a folder.</summary>
internal static class VersionsCommand
{
    public const string Name = "versions";

    // Enough to tell a path's versions apart; 'restore' takes more digits where it is not.
    private const int ShownDigits = 8;

    public static Command Create(CommandRunner run)
    {
        var path = new Argument<string>("PATH")
        {
            Description = "A file: its versions. A folder, or a name that ends in '/': what was deleted from it. Without one, what was deleted from your own root.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => "/",
        };
        var recursive = new Option<bool>("-r", "--recursive") { Description = "What was deleted from all folders below, too." };
        var moved = new Option<bool>("--moved") { Description = "Also names that something was moved away from." };
        var json = JsonOutput.Option();
        var command = new Command(Name, "Lists earlier versions of a file, or what was deleted from a folder, as long as nodes keep it.") { path, recursive, moved, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (context, token) => ListAsync(
                context, parse.GetRequiredValue(path), new Wanted(parse.GetValue(recursive), parse.GetValue(moved), parse.GetValue(json)), token),
            cancellationToken));
        return command;
    }

    private static async Task<int> ListAsync(CommandContext context, string named, Wanted wanted, CancellationToken cancellationToken)
    {
        var path = StorePath.Parse(named == "/" ? "" : named);
        var store = await context.ConnectAsync(cancellationToken);
        if (!path.IsRoot && !named.EndsWith('/') && !wanted.Recursive)
        {
            var listing = await store.ListVersionsAsync(path, cancellationToken);
            if (listing.Versions.Count > 0)
                return ShowVersions(context, listing, wanted.Json);
        }

        return ShowDeleted(context, path, await DeletedTree.ReadAsync(store, path, wanted.Recursive, wanted.Moved, cancellationToken), wanted.Json);
    }

    private static int ShowVersions(CommandContext context, VersionListing listing, bool json)
    {
        if (json)
        {
            context.Surroundings.Out.WriteLine(JsonOutput.Of(listing));
            return ExitCode.Done;
        }

        foreach (var version in listing.Versions)
            context.Answer($"{version.Id[..ShownDigits]}  {Line(version, context.Surroundings.Time)}");
        context.Note(listing.Faults);
        if (listing.MayBeOld)
            context.Note("only one node answered, so this list may be old.");
        return ExitCode.Done;
    }

    private static int ShowDeleted(CommandContext context, StorePath folder, DeletedTree deleted, bool json)
    {
        if (json)
        {
            context.Surroundings.Out.WriteLine(JsonOutput.Of(folder, deleted));
            return ExitCode.Done;
        }

        foreach (var version in deleted.Entries)
            context.Answer($"{Line(version, context.Surroundings.Time)}  {version.Path}{(version.IsFolder ? "/" : "")}");
        context.Note(deleted.Faults);
        if (deleted.MayBeOld)
            context.Note("only one node answered, so this list may be old.");
        if (deleted.Entries.Count == 0)
            context.Note($"Nothing that was deleted from '{folder}/' is kept, and no earlier version of a file of that name.");
        return ExitCode.Done;
    }

    private static string Line(FileVersion version, TimeProvider time)
    {
        var length = version.IsFolder ? "-" : version.Length.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{length,16}  {Local(version.WrittenAt, time)}  {State(version, time)}{(version.IsComplete ? "" : " [incomplete]")}");
    }

    private static string State(FileVersion version, TimeProvider time)
    {
        if (version.IsCurrent)
            return "now";
        var what = version.IsMoved ? "moved away" : "until";
        var until = version.KeptUntil is { } kept ? $", kept until {Local(kept, time)}" : "";
        return version.ReplacedAt is { } replaced ? $"{what} {Local(replaced, time)}{until}" : "earlier";
    }

    private static string Local(DateTimeOffset moment, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private sealed record Wanted(bool Recursive, bool Moved, bool Json);
}
