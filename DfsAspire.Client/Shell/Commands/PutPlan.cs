using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>Which local files a <c>put</c> stores, and in which folder: <c>put FILE… [FOLDER/]</c> or <c>put FILE… --to FOLDER</c>.</summary>
public sealed record PutPlan(IReadOnlyList<string> Files, StorePath Folder)
{
    /// <summary>Reads the arguments. A last one that ends in <c>/</c> is the folder.</summary>
    /// <exception cref="UsageException">No file is named, two folders are, or two files have one name.</exception>
    /// <exception cref="InvalidPathException">The store does not take a name.</exception>
    public static PutPlan Read(IReadOnlyList<string> arguments, string? to)
    {
        var files = arguments;
        if (arguments is [.., var last] && last.EndsWith('/'))
        {
            if (arguments.Count == 1)
                throw new UsageException($"{last} names a folder, and put stores files: put FILE {last}");
            if (to is not null)
                throw new UsageException($"The folder is given twice, as {last} and with --to. Leave one out.");
            files = [.. arguments.Take(arguments.Count - 1)];
            to = last;
        }

        var plan = new PutPlan(files, to is null ? StorePath.Root : StorePath.Parse(to));
        SeveralFiles.RefuseDoubles(files.Select(file => plan.PathOf(file).Value));
        return plan;
    }

    /// <summary>Where a local file is stored: in the folder, under its own name.</summary>
    /// <exception cref="UsageException">It has no name.</exception>
    /// <exception cref="InvalidPathException">The store does not take its name.</exception>
    public StorePath PathOf(string file) => Path.GetFileName(file) is { Length: > 0 } name
        ? Folder.Combine(name)
        : throw new UsageException(file.Length == 0 ? "A file's name is empty." : $"{file} names a folder, and put stores files.");
}
