using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>
/// Which local files a <c>put</c> stores, and where: <c>put FILE… [FOLDER/]</c>, <c>put FILE… --to FOLDER</c>, or <c>put FILE --as PATH</c>;
/// with <c>-r</c> directories too.
/// </summary>
public sealed record PutPlan(IReadOnlyList<string> Files, StorePath Folder)
{
    /// <summary>What stands for the standard input, as a file.</summary>
    public const string StandardInput = "-";

    /// <summary>Directories are stored with all that is in them.</summary>
    public bool IsRecursive { get; private init; }

    /// <summary>The path of the one file, when it does not keep its own name.</summary>
    public StorePath? As { get; private init; }

    /// <summary>Reads the arguments. A last one that ends in <c>/</c> is the folder.</summary>
    /// <exception cref="UsageException">No file is named, two folders are, two files have one name, or the standard input has none.</exception>
    /// <exception cref="InvalidPathException">The store does not take a name.</exception>
    public static PutPlan Read(IReadOnlyList<string> arguments, string? to, string? under = null, bool recursive = false)
    {
        if (under is not null)
            return ReadOne(arguments, to, under);
        if (arguments.Contains(StandardInput))
            throw new UsageException("What is piped in has no name of its own. Give it one: put - --as PATH");
        var files = arguments;
        if (arguments is [.., var last] && last.EndsWith('/') && !(recursive && arguments.Count == 1))
        {
            if (arguments.Count == 1)
                throw new UsageException($"{last} names a folder, and put stores files: put FILE {last}, or put -r {last} for all that is in it");
            if (to is not null)
                throw new UsageException($"The folder is given twice, as {last} and with --to. Leave one out.");
            files = [.. arguments.Take(arguments.Count - 1)];
            to = last;
        }

        var plan = new PutPlan(files, to is null ? StorePath.Root : StorePath.Parse(to)) { IsRecursive = recursive };
        SeveralFiles.RefuseDoubles(files.Select(file => plan.PathOf(file).Value));
        return plan;
    }

    /// <summary>Where a local file or directory is stored: in the folder, under its own name. What is in <c>.</c> goes straight into the folder.</summary>
    /// <exception cref="UsageException">It has no name.</exception>
    /// <exception cref="InvalidPathException">The store does not take its name.</exception>
    public StorePath PathOf(string file)
    {
        if (As is { } path)
            return path;
        return Path.GetFileName(IsRecursive ? Path.TrimEndingDirectorySeparator(file) : file) switch
        {
            "." when IsRecursive => Folder,
            { Length: > 0 } name => Folder.Combine(name),
            _ => throw new UsageException(file.Length == 0 ? "A file's name is empty." : $"{file} names a folder, and put stores files; -r stores what is in it."),
        };
    }

    private static PutPlan ReadOne(IReadOnlyList<string> arguments, string? to, string under)
    {
        if (arguments.Count > 1 || to is not null)
            throw new UsageException("--as gives one file its path in the store. Several files keep their names: put FILE… --to FOLDER");
        var path = StorePath.Parse(under);
        if (path.IsRoot || under.EndsWith('/'))
            throw new UsageException("--as needs the path of a file.");
        return new PutPlan(arguments, path.Folder) { As = path };
    }
}
