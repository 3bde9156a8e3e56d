namespace DfsAspire.Client.Shell.Commands;

/// <summary>One command for several files: a file that fails does not keep the others from being tried.</summary>
internal static class SeveralFiles
{
    /// <summary>Returns the exit code of the worst file. With a single file and no receipt for programs, and where the rest would be refused as well, the exception goes on instead.</summary>
    public static async Task<int> RunAsync<T>(CommandContext context, IReadOnlyList<T> files, Func<T, string> name, Func<T, Task> body)
    {
        var code = ExitCode.Done;
        foreach (var file in files)
        {
            try
            {
                await body(file);
            }
            catch (Exception fault) when (
                (files.Count > 1 || context.Receipt is not null) && fault is not OperationCanceledException && Failure.Of(fault).ExitCode == ExitCode.Failed)
            {
                context.Receipt?.Fail(name(file), fault);
                context.Fail($"{name(file)}: {Failure.Of(fault).Message}");
                code = ExitCode.Failed;
            }
        }

        return code;
    }

    /// <summary>Refuses names of which one would take another's place.</summary>
    /// <exception cref="UsageException">Two are equal.</exception>
    public static void RefuseDoubles(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(name))
                throw new UsageException($"Two of the files would become {name}, one in place of the other. Give them one after the other.");
        }
    }
}
