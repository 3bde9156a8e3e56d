namespace DfsAspire.Protocol.Tests.Repository;

/// <summary>The repository that the tests were built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "DfsAspire.slnx")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException($"No repository above {AppContext.BaseDirectory}.");
        return directory.FullName;
    }
}
