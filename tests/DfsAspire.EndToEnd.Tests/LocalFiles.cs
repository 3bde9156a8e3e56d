namespace DfsAspire.EndToEnd.Tests;

/// <summary>A directory for what a test puts and gets, gone afterwards.</summary>
internal sealed class LocalFiles : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dfs-e2e-files-");

    public string FullName => _directory.FullName;

    public string this[string name] => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
