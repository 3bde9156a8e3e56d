using System.Text;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>What anybody on this machine can see of the programs that run on it.</summary>
internal static class CommandLines
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Collects the command lines of all processes again and again; answers them when <paramref name="enough"/> is cancelled.</summary>
    public static Task<string> WatchAsync(CancellationToken cancellationToken, out CancellationTokenSource enough)
    {
        var end = enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return Task.Run(async () =>
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            do
                seen.UnionWith(Now());
            while (await PauseAsync(end.Token));
            return string.Join('\n', seen);
        }, cancellationToken);
    }

    private static IEnumerable<string> Now()
    {
        foreach (var process in Directory.Exists("/proc") ? Directory.GetDirectories("/proc") : [])
        {
            if (!char.IsAsciiDigit(Path.GetFileName(process)[0]))
                continue;
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"), Encoding.UTF8);
            }
            catch (IOException)
            {
                // It has ended.
                continue;
            }

            yield return line;
        }
    }

    private static async Task<bool> PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return !cancellationToken.IsCancellationRequested;
    }
}
