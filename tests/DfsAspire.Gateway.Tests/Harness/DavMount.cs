using System.Diagnostics;
using System.Runtime.Versioning;

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>A folder of the gateway as a file system, by davfs2. It is unmounted with the object, and when this process ends, however it ends.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DavMount : IAsyncDisposable
{
    private const string Program = "mount.davfs";

    // buf_size: with less, davfs2 up to 1.7.1 cannot list a folder under Linux 6.16 and later. delay_upload: sooner than after ten seconds.
    private const string Settings = "ask_auth 0\nbuf_size 64\ndelay_upload 1\n";

    private readonly string _place;
    private readonly Process _leash;
    private bool _isMounted = true;

    private DavMount(string place)
    {
        _place = place;
        // Killed hard, this process unmounts nothing; a shell that waits on a pipe of it does.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("read -r answer; umount -i -l \"$0\"; test \"$answer\" = released || rm -r --one-file-system \"$1\"; :");
        start.ArgumentList.Add(Root);
        start.ArgumentList.Add(_place);
        _leash = Process.Start(start)!;
    }

    /// <summary>Where it is mounted.</summary>
    public string Root => Path.Combine(_place, "mnt");

    /// <summary>Skips the test where nothing can be mounted.</summary>
    public static void NeedHere()
    {
        Assert.SkipUnless(Programs.IsInstalled(Program), "davfs2 is not installed: 'apt-get install davfs2' brings it.");
        Assert.SkipUnless(File.Exists("/dev/fuse"), "There is no /dev/fuse, and without it no davfs2.");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting with davfs2 is root's to do.");
    }

    /// <summary>Mounts a folder as alice.</summary>
    public static async Task<DavMount> OfAsync(Uri folder)
    {
        // davfs2 works as a user of its own, and must reach its cache.
        var place = Directory.CreateTempSubdirectory("dfs-davfs-").FullName;
        const UnixFileMode Everybody = (UnixFileMode)0b111_111_111, PassedThrough = (UnixFileMode)0b111_001_001, Owner = (UnixFileMode)0b110_000_000;
        File.SetUnixFileMode(place, PassedThrough);
        var cache = Directory.CreateDirectory(Path.Combine(place, "cache")).FullName;
        File.SetUnixFileMode(cache, Everybody);
        Directory.CreateDirectory(Path.Combine(place, "mnt"));
        var secrets = await WriteAsync("secrets", $"{folder} alice \"{TestCluster.AlicePassword}\"\n");
        var settings = await WriteAsync("conf", $"secrets {secrets}\ncache_dir {cache}\n{Settings}");
        var (code, output) = await Programs.RunAsync(new ProcessStartInfo(Program), place, "-o", $"conf={settings}", folder.ToString(), Path.Combine(place, "mnt"));
        if (code != 0)
            Directory.Delete(place, recursive: true);
        Assert.SkipWhen(output.Contains("not permitted", StringComparison.OrdinalIgnoreCase), $"Nothing may be mounted here: {output}");
        Assert.True(code == 0, output);
        return new DavMount(place);

        async Task<string> WriteAsync(string name, string text)
        {
            var file = Path.Combine(place, name);
            await File.WriteAllTextAsync(file, text);
            File.SetUnixFileMode(file, Owner);
            return file;
        }
    }

    /// <summary>Unmounts: all that was written is in the store then.</summary>
    public async Task EndAsync()
    {
        var (code, output) = await Programs.RunAsync(new ProcessStartInfo("umount"), _place, Root);
        Assert.True(code == 0, output);
        _isMounted = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isMounted)
            await Daemon.KillAsync(Root);
        await _leash.StandardInput.WriteLineAsync("released");
        _leash.StandardInput.Close();
        await _leash.WaitForExitAsync();
        _leash.Dispose();
        Directory.Delete(_place, recursive: true);
    }

    /// <summary>The process behind a mount; it is nobody's child.</summary>
    private static class Daemon
    {
        public static async Task KillAsync(string root)
        {
            foreach (var process in Process.GetProcessesByName(Program))
                using (process)
                    if (CommandLineOf(process).Contains(root, StringComparison.Ordinal))
                    {
                        process.Kill();
                        await process.WaitForExitAsync();
                    }
        }

        private static string CommandLineOf(Process process)
        {
            try
            {
                return File.ReadAllText($"/proc/{process.Id}/cmdline");
            }
            catch (IOException)
            {
                // It has ended.
                return "";
            }
        }
    }
}
