namespace DfsAspire.Bench;

/// <summary>Where the files of one measurement lie; it goes with them.</summary>
internal sealed class WorkDirectory(BenchOptions options) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateDirectory(Path.Combine(options.Directory, $"dfs-bench-files-{Environment.ProcessId}"));

    /// <summary>Where a file lies.</summary>
    public string this[string name] => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
