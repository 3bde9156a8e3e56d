using System.CommandLine;
using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Shell.Trees;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>The commands that look at a folder with all that is in it: <c>tree</c> and <c>du</c>.</summary>
internal static class TreeCommands
{
    public const string Tree = "tree";
    public const string Use = "du";

    public static Command CreateTree(CommandRunner run) => Create(Tree, "Shows a folder and all that is in it.", run, (context, _, tree) =>
    {
        foreach (var line in TreeDrawing.Lines(tree.Entries))
            context.Answer(line);
        context.Report(string.Create(CultureInfo.InvariantCulture, $"{tree.Folders.Count()} folders, {tree.Files.Count()} files"));
    });

    public static Command CreateUse(CommandRunner run) => Create(Use, "Shows how much each folder and file of a folder keeps, the largest first.", run, (context, folder, tree) =>
    {
        foreach (var share in TreeShare.Of(folder, tree).OrderByDescending(share => share.Bytes))
            context.Answer(Line(share));
        context.Answer(Line(new TreeShare("in all", false, tree.Files.Sum(file => file.Length), tree.Files.LongCount())));
    });

    private static string Line(TreeShare share) =>
        string.Create(CultureInfo.InvariantCulture, $"{ByteSize.Format(share.Bytes),12}  {share.Files,9} {(share.Files == 1 ? "file " : "files")}  {share.Name}{(share.IsFolder ? "/" : "")}");

    private static Command Create(string name, string description, CommandRunner run, Action<CommandContext, StorePath, StoreTree> show)
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = "The folder; without one, your own root.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => "",
        };
        var json = JsonOutput.Option();
        var command = new Command(name, description) { folder, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var path = StorePath.Parse(parse.GetRequiredValue(folder));
                var tree = (await StoreTree.ReadAsync(await context.ConnectAsync(token), path, token)).ForPeople();
                if (parse.GetValue(json))
                    context.Surroundings.Out.WriteLine(name == Tree ? JsonOutput.Of(path, tree) : JsonOutput.Of(path, TreeShare.Of(path, tree), tree));
                else
                    show(context, path, tree);
                tree.NoteTo(context);
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
