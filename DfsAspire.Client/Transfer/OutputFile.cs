using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>A file that appears under its name only when it is whole: until then it has another, beside it.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private bool _isPublished;

    private OutputFile(string target, string temporary, SafeFileHandle handle) => (_target, _temporary, Handle) = (target, temporary, handle);

    public SafeFileHandle Handle { get; }

    /// <summary>Opens the temporary file.</summary>
    /// <exception cref="IOException">The folder is not there or cannot be written, or the name is a folder's.</exception>
    public static OutputFile Create(string path)
    {
        var target = TargetOf(path);
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.dfs-get");
        return new OutputFile(target, temporary, File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None));
    }

    /// <summary>The file that is replaced: a link stays what it is, and what it leads to is.</summary>
    /// <exception cref="IOException">It is a folder.</exception>
    public static string TargetOf(string path)
    {
        var target = new FileInfo(path).LinkTarget is null
            ? Path.GetFullPath(path)
            : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        return Directory.Exists(target) ? throw new IOException($"'{path}' is a folder; name a file to write to.") : target;
    }

    /// <summary>Gives the file its name, in place of one that had it.</summary>
    /// <exception cref="IOException">The name is taken, and nothing may be overwritten.</exception>
    public void Publish(bool overwrite = true)
    {
        Handle.Dispose();
        File.Move(_temporary, _target, overwrite);
        _isPublished = true;
    }

    public void Dispose()
    {
        Handle.Dispose();
        if (!_isPublished)
            File.Delete(_temporary);
    }
}
