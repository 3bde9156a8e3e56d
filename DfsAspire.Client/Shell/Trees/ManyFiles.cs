namespace DfsAspire.Client.Shell.Trees;

/// <summary>One command for everything in a folder: a file that fails does not keep the others from being tried.</summary>
internal sealed class ManyFiles(CommandOutput output)
{
    // Small files are a matter of waiting for disks and nodes, large ones of the network: some of both at once.
    private const int AtOnce = 8;

    private readonly Lock _lock = new();
    private readonly List<string> _held = [];

    /// <summary>How many failed so far.</summary>
    public int Failed { get; private set; }

    /// <summary>The command's exit code.</summary>
    public int ExitCode => Failed == 0 ? Shell.ExitCode.Done : Shell.ExitCode.Failed;

    /// <summary>Does the same with each, several at once.</summary>
    /// <exception cref="Exception">What would befall all others too, such as a refused quorum or password.</exception>
    public Task RunAsync<T>(IEnumerable<T> items, Func<T, string> name, Func<T, CancellationToken, Task> body, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (item, token) => await TryAsync(name(item), () => body(item, token)));

    /// <summary>Does one thing, and notes it when it fails.</summary>
    /// <exception cref="Exception">What would befall all others too, such as a refused quorum or password.</exception>
    public async Task<bool> TryAsync(string name, Func<Task> body)
    {
        try
        {
            await body();
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException && Failure.Of(fault).ExitCode is Shell.ExitCode.Failed or Shell.ExitCode.WrongUse)
        {
            Fail(name, fault);
            return false;
        }
    }

    /// <summary>Notes that one failed.</summary>
    public void Fail(string name, Exception fault)
    {
        lock (_lock)
        {
            Failed++;
            output.Receipt?.Fail(name, fault);
            var line = $"{name}: {Failure.Of(fault).Message}";
            // A line in the middle of a progress bar would be wiped away with it.
            if (output.DrawsProgress)
                _held.Add(line);
            else
                output.Fail(line);
        }
    }

    /// <summary>Notes something for people.</summary>
    public void Note(string line)
    {
        lock (_lock)
            output.Note(line);
    }

    /// <summary>Shows the failures that had to wait for the end.</summary>
    public void ShowFailures()
    {
        foreach (var line in _held)
            output.Fail(line);
        _held.Clear();
    }
}
