using System.CommandLine;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell.Commands;

internal static class GetCommand
{
    public const string Name = "get";

    public static Command Create(CommandRunner run)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files in the store; a last name ending in '/' is the folder of the names before it.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("-o", "--output")
        {
            Description = "The local file, or the directory, to write to; otherwise files go under their own names into the working directory.",
            HelpName = "FILE|DIR/",
        };
        var command = new Command(Name, "Fetches files. A file appears only when it is whole and authenticated.") { paths, output };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            (context, token) => GetAsync(
                context,
                GetPlan.Read(parse.GetRequiredValue(paths), parse.GetValue(output), context.Surroundings.WorkingDirectory),
                token),
            cancellationToken));
        return command;
    }

    private static Task<int> GetAsync(CommandContext context, GetPlan plan, CancellationToken cancellationToken) =>
        SeveralFiles.RunAsync(context, plan.Paths, path => path.Value, async path =>
        {
            var local = plan.LocalFileOf(path);
            if (Directory.Exists(local))
                throw new IOException($"{local} is a directory. Name another file with -o.");
            var store = await context.ConnectAsync(cancellationToken);
            var receipt = await TransferDisplay.RunAsync(
                context, $"{Name} {path}", progress => store.GetFileAsync(path, local, progress, cancellationToken));
            context.Note(receipt.Faults);
            if (receipt.AnsweredByTwo)
                context.Note($"only two nodes answered for {path}; it was put on both. It is not older than any acknowledged write.");
            context.Report($"{Name} {path}: {ByteSize.Format(receipt.Length)}, written to {local}");
        });
}
