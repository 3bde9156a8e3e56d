using System.Diagnostics;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A file system of its own under a node's volume, small enough to fill and easy to make read-only. Mounting one is root's to do.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _directory;

    private SmallDisk(string directory) => _directory = directory;

    private string Ballast => Path.Combine(_directory, "ballast");

    /// <summary>Puts what lies in a directory on a file system of its own, mounted there; null where that is not allowed.</summary>
    public static async Task<SmallDisk?> TryMoveAsync(string directory, int megabytes)
    {
        var aside = $"{directory}.aside";
        Directory.Move(directory, aside);
        Directory.CreateDirectory(directory);
        var isMounted = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && await TryRunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", directory);
        if (isMounted)
        {
            Assert.True(await TryRunAsync("cp", "-a", $"{aside}/.", directory));
            Directory.Delete(aside, recursive: true);
            return new SmallDisk(directory);
        }

        Directory.Delete(directory);
        Directory.Move(aside, directory);
        return null;
    }

    /// <summary>Leaves not a byte.</summary>
    public void Fill()
    {
        using var file = File.Create(Ballast);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void Free() => File.Delete(Ballast);

    /// <summary>Nothing may be written any more, or everything again; nobody must have it open.</summary>
    public async Task SetReadOnlyAsync(bool isReadOnly) =>
        Assert.True(await TryRunAsync("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", _directory));

    /// <summary>Puts what lies there back where it came from.</summary>
    public async ValueTask DisposeAsync()
    {
        var aside = $"{_directory}.aside";
        Assert.True(await TryRunAsync("cp", "-a", _directory, aside));
        Assert.True(await TryRunAsync("umount", _directory));
        Directory.Delete(_directory);
        Directory.Move(aside, _directory);
    }

    private static async Task<bool> TryRunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0;
    }
}
