using System.Diagnostics;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>
/// Kills a process when this one ends, however it ends: a shell waits on a pipe that only this process holds open, and
/// the operating system closes the pipe with the process.
/// </summary>
internal sealed class Leash : IDisposable
{
    private readonly Process _shell;

    public Leash(Process process)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("read -r answer; test \"$answer\" = released || kill -KILL \"$0\"");
        start.ArgumentList.Add(process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _shell = Process.Start(start)!;
    }

    /// <summary>Lets go: the process has ended, and its number may soon be another's.</summary>
    public void Dispose()
    {
        _shell.StandardInput.WriteLine("released");
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
