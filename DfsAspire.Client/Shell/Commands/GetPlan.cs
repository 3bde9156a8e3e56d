using DfsAspire.Client.Shell.Trees;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>
/// Which files a <c>get</c> fetches, and where they go: <c>get PATH… [-o FILE|DIR/]</c> or, as in the original, <c>get NAME… FOLDER/</c>;
/// with <c>-r</c> folders too.
/// </summary>
public sealed record GetPlan
{
    /// <summary>What stands for the standard output, as a file.</summary>
    public const string StandardOutput = "-";

    private readonly string _directory;
    private readonly string? _file;

    private GetPlan(IReadOnlyList<StorePath> paths, string directory, string? file)
    {
        Paths = paths;
        _directory = directory;
        _file = file;
    }

    /// <summary>The files to fetch, patterns among them.</summary>
    public IReadOnlyList<StorePath> Paths { get; private init; }

    /// <summary>Folders are fetched with all that is in them.</summary>
    public bool IsRecursive { get; private init; }

    /// <summary>The one file goes to the standard output.</summary>
    public bool IsPiped { get; private init; }

    /// <summary>Reads the arguments. A last one that ends in <c>/</c> is the folder of those before it, unless folders are fetched.</summary>
    /// <exception cref="UsageException">No file is named, or several would go into one.</exception>
    /// <exception cref="InvalidPathException">The store has no such names.</exception>
    public static GetPlan Read(IReadOnlyList<string> arguments, string? output, string workingDirectory, bool recursive = false)
    {
        if (recursive)
            return ReadFolders(arguments, output, workingDirectory);
        if (arguments.Count == 0)
            throw new UsageException("get needs the path of a file; get -r fetches everything.");
        var folder = StorePath.Root;
        var names = arguments;
        if (arguments is [.., var last] && last.EndsWith('/'))
        {
            if (arguments.Count == 1)
                throw new UsageException($"{last} names a folder, and get fetches files: get NAME {last}");
            folder = StorePath.Parse(last);
            names = [.. arguments.Take(arguments.Count - 1)];
        }

        if (names.Any(name => name.Length == 0 || name.EndsWith('/')))
            throw new UsageException("get fetches files, and one of the names is that of a folder.");
        var paths = names.Select(folder.Combine).ToArray();
        if (output == StandardOutput)
            return paths.Length == 1 ? new GetPlan(paths, workingDirectory, null) { IsPiped = true } : throw new UsageException("Only one file can go to the standard output.");
        var target = output is null ? workingDirectory : Path.GetFullPath(output, workingDirectory);
        var intoDirectory = output is null || Path.EndsInDirectorySeparator(output) || Directory.Exists(target);
        if (!intoDirectory && paths.Length > 1)
            throw new UsageException($"Several files cannot become the one file {output}. Name a directory with -o: {output}/");
        return new GetPlan([], target, intoDirectory ? null : target).With(paths);
    }

    /// <summary>The same plan for these files: what the patterns stood for.</summary>
    /// <exception cref="UsageException">Several would go into one.</exception>
    public GetPlan With(IReadOnlyList<StorePath> paths)
    {
        if (paths.Count > 1 && (_file is not null || IsPiped))
            throw new UsageException($"{paths.Count} files match and cannot become one. Name a directory with -o DIR/");
        if (!IsPiped)
            SeveralFiles.RefuseDoubles(paths.Select(LocalFileOf));
        return this with { Paths = paths };
    }

    /// <summary>The directory that files go into; null for one file under a name of its own, or to the standard output.</summary>
    public string? IntoDirectory => _file is null && !IsPiped ? _directory : null;

    /// <summary>The full local name that a file or folder gets. What is in the root goes straight into the directory.</summary>
    /// <exception cref="UsageException">This operating system has no files of that name.</exception>
    public string LocalFileOf(StorePath path) => _file ?? (path.IsRoot ? _directory : Path.Combine(_directory, LocalName.Of(path.Name)));

    private static GetPlan ReadFolders(IReadOnlyList<string> arguments, string? output, string workingDirectory)
    {
        if (output == StandardOutput)
            throw new UsageException("A folder cannot go to the standard output. Name a directory with -o DIR");
        var directory = output is null ? workingDirectory : Path.GetFullPath(output, workingDirectory);
        return new GetPlan([], directory, null) { IsRecursive = true }.With(arguments.Count == 0 ? [StorePath.Root] : [.. arguments.Select(StorePath.Parse)]);
    }
}
