using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>One line of a resource's log.</summary>
internal sealed record LogLine(int Number, string Text, bool IsError);

/// <summary>What the resources wrote: the last lines of each, and every new one for whoever follows.</summary>
internal sealed class ResourceLogs(ILoggerFactory loggers, IHostEnvironment environment, DistributedApplicationOptions options)
{
    private const int KeptLines = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Log> _logs = [];

    /// <summary>Whether the lines also go to the AppHost's own log: nobody sees them elsewhere.</summary>
    public bool Echo { get; set; } = options.EnableResourceLogging;

    public void Add(string resource, string text, bool isError)
    {
        lock (_lock)
        {
            var log = Find(resource);
            var line = new LogLine(++log.Count, text, isError);
            log.Lines.Enqueue(line);
            if (log.Lines.Count > KeptLines)
                log.Lines.Dequeue();
            foreach (var follower in log.Followers)
                follower.Writer.TryWrite(line);
        }
        if (!Echo)
            return;
        var logger = loggers.CreateLogger($"{environment.ApplicationName}.Resources.{resource}");
        RunningLog.ResourceWrote(logger, isError ? LogLevel.Warning : LogLevel.Information, text);
    }

    /// <summary>The last line that a resource wrote to its standard error; null when there is none.</summary>
    public string? LastError(string resource)
    {
        lock (_lock)
            return Find(resource).Lines.LastOrDefault(line => line.IsError && line.Text.Length > 0)?.Text;
    }

    /// <summary>Gives the lines that are kept and, if wished, every later one.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync(string resource, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<LogLine>();
        IReadOnlyList<LogLine> kept;
        lock (_lock)
        {
            kept = [.. Find(resource).Lines];
            if (follow)
                Find(resource).Followers.Add(channel);
        }
        try
        {
            if (kept.Count > 0)
                yield return kept;
            while (follow && await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                var lines = new List<LogLine>();
                while (lines.Count < 500 && channel.Reader.TryRead(out var line))
                    lines.Add(line);
                yield return lines;
            }
        }
        finally
        {
            lock (_lock)
                Find(resource).Followers.Remove(channel);
        }
    }

    private Log Find(string resource) => _logs.TryGetValue(resource, out var log) ? log : _logs[resource] = new Log();

    private sealed class Log
    {
        public int Count { get; set; }

        public Queue<LogLine> Lines { get; } = [];

        public List<Channel<LogLine>> Followers { get; } = [];
    }
}
