using DfsAspire.Client.Gateway.Web;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>What a name of the store is called on this machine.</summary>
internal static class LocalName
{
    /// <summary>The name itself.</summary>
    /// <exception cref="UsageException">This operating system has no files of that name.</exception>
    public static string Of(string name) => Of(name, OperatingSystem.IsWindows());

    /// <summary>The same where Windows' rules hold, or do not: there are names there that mean a device, or lose their last letter.</summary>
    internal static string Of(string name, bool onWindows) => name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || (onWindows && ArchiveNames.Safe(name) != name)
        ? throw new UsageException($"{name} cannot be the name of a file on this system. Name another with -o FILE.")
        : name;
}
