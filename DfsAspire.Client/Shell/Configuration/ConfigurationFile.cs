using System.Text;

namespace DfsAspire.Client.Shell.Configuration;

/// <summary>A <c>dfs.conf</c> on disk: finding and reading it.</summary>
public static class ConfigurationFile
{
    /// <summary>The file's name in the working directory and in the user's application data.</summary>
    public const string Name = "dfs.conf";

    /// <summary>The environment variable that names a configuration file.</summary>
    public const string Variable = "DFS_CONFIG";

    /// <summary>The most bytes a configuration may have: far more than anybody's, little enough to read whole.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>
    /// Finds the file: the one asked for, else the one that <see cref="Variable"/> names, else <c>dfs.conf</c> in the working
    /// directory, else the one that the running store's worker wrote.
    /// </summary>
    /// <exception cref="ConfigurationException">The file that was named is not there, or none is found.</exception>
    public static string Find(string? asked, ShellSurroundings surroundings) =>
        FindIfAny(asked, surroundings) ?? throw new ConfigurationException(
            $"No configuration file was found, neither {string.Join(" nor ", Places(surroundings))}. Start the store with 'dotnet run --project DfsAspire.AppHost', which writes the second one; if it has just been started, in a moment, when its 'client' runs. "
            + "On another machine than the store's write one: four lines 'Server DFS1 HOST:PORT' to DFS4, and below them 'Username: NAME'. "
            + $"One that lies elsewhere is named with --config FILE, or {Variable}. docs/operations.md, \"The command line\", says more.");

    /// <summary>As <see cref="Find"/>, for commands that can do without: null when none was named and none lies in the usual places.</summary>
    /// <exception cref="ConfigurationException">The file that was named is not there.</exception>
    public static string? FindIfAny(string? asked, ShellSurroundings surroundings)
    {
        if (asked is not null)
            return Existing(asked, "--config", surroundings);
        return surroundings.Variable(Variable) is { Length: > 0 } named
            ? Existing(named, Variable, surroundings)
            : Places(surroundings).FirstOrDefault(File.Exists);
    }

    /// <summary>Where the worker of a store started on this machine leaves its configuration.</summary>
    public static string OfTheRunningStore(string applicationData) => Path.Combine(applicationData, "DfsAspire", Name);

    /// <summary>Reads a configuration file.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read, or is malformed.</exception>
    public static StoreConfiguration Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.CanSeek && stream.Length > MaxBytes)
                throw new ConfigurationException($"{file} is no configuration file: it has {stream.Length} bytes, and at most {MaxBytes} are read.");
            using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: false));
            return ConfigurationParser.Parse(file, text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{file} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Says so when others on this machine can read the secrets in the file; null when all is well, when it holds none, and on Windows.</summary>
    public static string? WarningAboutAccess(string file, StoreConfiguration configuration)
    {
        if (OperatingSystem.IsWindows() || !configuration.HoldsSecrets)
            return null;
        var mode = File.GetUnixFileMode(file);
        return (mode & (UnixFileMode.OtherRead | UnixFileMode.GroupRead)) == 0
            ? null
            : $"warning: {file} holds secrets and can be read by others; 'chmod 600' closes it.";
    }

    private static string[] Places(ShellSurroundings surroundings) =>
        [Path.Combine(surroundings.WorkingDirectory, Name), OfTheRunningStore(surroundings.ApplicationData)];

    private static string Existing(string file, string from, ShellSurroundings surroundings)
    {
        var full = Path.GetFullPath(file, surroundings.WorkingDirectory);
        return File.Exists(full) ? full : throw new ConfigurationException($"{from} names {full}, and there is no such file.");
    }
}
