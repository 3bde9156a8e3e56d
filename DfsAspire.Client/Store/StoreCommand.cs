using System.Diagnostics;
using System.Diagnostics.Metrics;
using DfsAspire.Protocol.Names;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Client.Store;

/// <summary>One command as telemetry sees it: the root span of its trace, its duration and its bytes.</summary>
internal sealed class StoreCommand : IDisposable
{
    private static readonly Histogram<double> Durations = DfsTelemetry.Meter.CreateHistogram<double>(
        "dfs.client.duration", "s", "How long commands of the client take.");

    private static readonly Counter<long> TransferredBytes = DfsTelemetry.Meter.CreateCounter<long>(
        "dfs.client.bytes", "By", "Plaintext bytes of files that commands have moved.");

    private static readonly Counter<long> QuorumFailures = DfsTelemetry.Meter.CreateCounter<long>(
        "dfs.client.quorum.failures", "{command}", "Commands refused or left open because too few nodes answered.");

    private readonly string _name;
    private readonly Activity? _activity;
    private readonly Func<Task>? _prepare;
    private readonly Func<string, string>? _reveal;
    private readonly long _started = Stopwatch.GetTimestamp();

    private StoreCommand(string name, Activity? activity, Func<Task>? prepare, Func<string, string>? reveal) =>
        (_name, _activity, _prepare, _reveal) = (name, activity, prepare, reveal);

    /// <summary>Starts a command. What prepares it, such as a first log-in, is done within its span. What nodes say of encrypted names is revealed to the user alone.</summary>
    public static StoreCommand Start(string name, StorePath path, string user, Func<Task>? prepare = null, Func<string, string>? reveal = null)
    {
        var activity = DfsTelemetry.Source.StartActivity(name);
        activity?.SetTag(DfsTelemetry.User, user);
        if (!path.IsRoot)
            activity?.SetTag(DfsTelemetry.Path, path.Value);
        return new StoreCommand(name, activity, prepare, reveal);
    }

    /// <summary>Runs the command and notes how it ended.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        try
        {
            if (_prepare is not null)
                await _prepare();
            var done = await work();
            CountFailure(false);
            return done;
        }
        catch (Exception fault)
        {
            var kind = (fault as DfsException)?.Fault;
            _activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            CountFailure(kind is DfsFault.QuorumRefused or DfsFault.OutcomeOpen);
            if (fault is DfsException told && _reveal?.Invoke(told.Message) is { } text && text != told.Message)
                throw new DfsException(told.Fault, text, told) { Faults = told.Faults };
            throw;
        }
    }

    // A counter that appears with its first failure would hide that one from whoever looks at its growth.
    private void CountFailure(bool failed) => QuorumFailures.Add(failed ? 1 : 0, new KeyValuePair<string, object?>(DfsTelemetry.Operation, _name));

    public void NoteBytes(long bytes)
    {
        _activity?.SetTag(DfsTelemetry.Bytes, bytes);
        TransferredBytes.Add(bytes, new KeyValuePair<string, object?>(DfsTelemetry.Operation, _name));
    }

    /// <summary>Puts something that a node did wrong on the trace, where it can be seen beside the command's success.</summary>
    public void NoteFaults(IReadOnlyList<NodeFault> faults)
    {
        foreach (var fault in faults)
            _activity?.AddEvent(new ActivityEvent("node fault", tags: new ActivityTagsCollection { [DfsTelemetry.Node] = fault.Node, ["reason"] = fault.Reason }));
    }

    public void Dispose()
    {
        Durations.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, new KeyValuePair<string, object?>(DfsTelemetry.Operation, _name));
        _activity?.Dispose();
    }
}
