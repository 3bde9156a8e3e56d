using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>Which files a <c>get</c> fetches, and where they go: <c>get PATH… [-o FILE|DIR/]</c> or, as in the original, <c>get NAME… FOLDER/</c>.</summary>
public sealed record GetPlan
{
    private readonly string _directory;
    private readonly string? _file;

    private GetPlan(IReadOnlyList<StorePath> paths, string directory, string? file)
    {
        Paths = paths;
        _directory = directory;
        _file = file;
    }

    /// <summary>The files to fetch.</summary>
    public IReadOnlyList<StorePath> Paths { get; }

    /// <summary>Reads the arguments. A last one that ends in <c>/</c> is the folder of those before it.</summary>
    /// <exception cref="UsageException">No file is named, or several would go into one.</exception>
    /// <exception cref="InvalidPathException">The store has no such names.</exception>
    public static GetPlan Read(IReadOnlyList<string> arguments, string? output, string workingDirectory)
    {
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
        var target = output is null ? workingDirectory : Path.GetFullPath(output, workingDirectory);
        var intoDirectory = output is null || Path.EndsInDirectorySeparator(output) || Directory.Exists(target);
        if (!intoDirectory && paths.Length > 1)
            throw new UsageException($"Several files cannot become the one file {output}. Name a directory with -o: {output}/");
        var plan = new GetPlan(paths, target, intoDirectory ? null : target);
        SeveralFiles.RefuseDoubles(paths.Select(plan.LocalFileOf));
        return plan;
    }

    /// <summary>The full local name that a file gets.</summary>
    /// <exception cref="UsageException">This operating system has no files of that name.</exception>
    public string LocalFileOf(StorePath path)
    {
        if (_file is not null)
            return _file;
        if (path.Name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
            throw new UsageException($"{path.Name} cannot be the name of a file on this system. Name another with -o FILE.");
        return Path.Combine(_directory, path.Name);
    }
}
