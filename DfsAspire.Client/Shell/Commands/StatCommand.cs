using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Shell.Trees;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary><c>stat</c>: all that is known of a path.</summary>
internal static class StatCommand
{
    public const string Name = "stat";

    public static Command Create(CommandRunner run)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Paths in the store, '*' and '?' in their names standing for others.", Arity = ArgumentArity.OneOrMore };
        var json = JsonOutput.Option();
        var command = new Command(Name, "Shows what is known of a file: size, time, version, where its parts lie, how many more nodes it survives.") { paths, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (context, token) => StatAsync(context, [.. parse.GetRequiredValue(paths).Select(path => StorePath.Parse(path == "/" ? "" : path))], parse.GetValue(json), token),
            cancellationToken));
        return command;
    }

    private static async Task<int> StatAsync(CommandContext context, StorePath[] named, bool json, CancellationToken cancellationToken)
    {
        // What was typed says what comes: one document for one path, an array for all else, however much that turns out to be.
        var isOne = named is [var only] && !Pattern.IsPattern(only);
        var found = new List<ListedEntry>();
        try
        {
            var wanted = await Pattern.ExpandAsync(context, named, withFolders: true, cancellationToken);
            return await SeveralFiles.RunAsync(context, wanted, path => path.Value, async path =>
            {
                var store = await context.ConnectAsync(cancellationToken);
                var entry = await store.StatAsync(path, cancellationToken) ?? throw new DfsException(DfsFault.NotFound, $"'{path}' was not found.");
                found.Add(entry);
                if (!json)
                    Show(context, entry);
            });
        }
        finally
        {
            // Also when it failed midway: what a program reads is a whole document.
            if (json && !isOne)
                context.Surroundings.Out.WriteLine(JsonOutput.StatOf(found));
            else if (json && found is [var one])
                context.Surroundings.Out.WriteLine(JsonOutput.StatOf(one));
        }
    }

    private static void Show(CommandContext context, ListedEntry entry)
    {
        context.Answer($"{entry.Path}{(entry.IsFolder ? "/" : "")}");
        if (entry.Path.IsRoot)
            return;
        var written = TimeZoneInfo.ConvertTime(entry.WrittenAt, context.Surroundings.Time.LocalTimeZone);
        Line("written", written.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        Line("version", entry.Stamp.Writer.ToString("N"));
        if (entry.IsFolder)
            return;
        Line("size", string.Create(CultureInfo.InvariantCulture, $"{ByteSize.Format(entry.Length)}, {entry.Length} bytes"));
        Line("content", entry.Content.ToString());
        Line("placement", string.Create(CultureInfo.InvariantCulture, $"x = {entry.Placement}"));
        foreach (var (nodes, at) in (entry.Holders ?? []).Select((nodes, at) => (nodes, at)))
            Line(string.Create(CultureInfo.InvariantCulture, $"part {at + 1}"), nodes.Count == 0 ? "on none of the nodes that answer" : $"on {string.Join(' ', nodes)}");
        Line("survives", entry.Survives switch
        {
            < 0 => "no more: a part is missing on the nodes that answer",
            0 => "no further loss for certain: the next one may take its last copy of a part",
            1 => "the loss of any one more node",
            var more => string.Create(CultureInfo.InvariantCulture, $"the loss of any {more} more nodes"),
        });

        void Line(string label, string value) => context.Answer($"  {label,-10}{value}");
    }
}
