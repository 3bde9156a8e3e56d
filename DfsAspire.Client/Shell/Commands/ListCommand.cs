using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

internal static class ListCommand
{
    public const string Name = "list";

    // What fingers know from elsewhere.
    private const string Alias = "ls";

    /// <summary>What follows the name of a file whose parts cannot all be reached: the original's words.</summary>
    private const string Incomplete = " [incomplete]";

    public static Command Create(CommandRunner run)
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = "The folder to list; without one, your own root.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => "",
        };
        var detailed = new Option<bool>("-l", "--long") { Description = "Sizes in bytes and times as well." };
        var json = JsonOutput.Option();
        var health = new Option<bool>("--health") { Description = "Before each file: how many more nodes may be lost before it is; 0 when the next loss may lose it, '!' when a part is missing." };
        var command = new Command(Name, "Lists what lies in a folder, one name a line.") { folder, detailed, json, health };
        command.Aliases.Add(Alias);
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (context, token) => ListAsync(
                context, StorePath.Parse(parse.GetRequiredValue(folder)), parse.GetValue(detailed), parse.GetValue(json), parse.GetValue(health), token),
            cancellationToken));
        return command;
    }

    private static async Task<int> ListAsync(CommandContext context, StorePath folder, bool detailed, bool json, bool health, CancellationToken cancellationToken)
    {
        var store = await context.ConnectAsync(cancellationToken);
        var listing = await store.ListAsync(folder, cancellationToken);
        if (json)
        {
            context.Surroundings.Out.WriteLine(JsonOutput.Of(listing));
            return ExitCode.Done;
        }

        foreach (var entry in listing.Entries)
            context.Answer((health ? Health(entry) : "") + (detailed ? Detailed(entry, context.Surroundings.Time) : ShownName(entry)));
        context.Note(listing.Faults);
        if (listing.MayBeOld)
            context.Note("only one node answered, so this list may be old.");
        return ExitCode.Done;
    }

    private static string Health(ListedEntry entry) => entry.Survives switch
    {
        null => "-  ",
        < 0 => "!  ",
        { } nodes => string.Create(CultureInfo.InvariantCulture, $"{nodes}  "),
    };

    private static string ShownName(ListedEntry entry) => entry.Path.Name + (entry.IsFolder ? "/" : "") + (entry.IsComplete ? "" : Incomplete);

    private static string Detailed(ListedEntry entry, TimeProvider time)
    {
        var length = entry.IsFolder ? "-" : entry.Length.ToString(CultureInfo.InvariantCulture);
        var written = TimeZoneInfo.ConvertTime(entry.WrittenAt, time.LocalTimeZone);
        return string.Create(CultureInfo.InvariantCulture, $"{length,16}  {written:yyyy-MM-dd HH:mm}  {ShownName(entry)}");
    }
}
