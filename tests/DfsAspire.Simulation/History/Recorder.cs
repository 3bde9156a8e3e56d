using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.History;

/// <summary>Notes what clients ask for and what they are told.</summary>
internal sealed class Recorder(World world)
{
    private readonly Dictionary<int, Call> _calls = [];
    private long _order;

    public IReadOnlyList<Call> Calls => [.. _calls.Values];

    /// <summary>A call begins.</summary>
    public Call Begin(string client, CallKind kind, string path, Value value = default)
    {
        var call = new Call { Number = _calls.Count + 1, Client = client, Kind = kind, Path = path, Value = value, Began = ++_order };
        _calls.Add(call.Number, call);
        world.Trace.Note($"{client} {kind} {path} {value} begins as call {call.Number}");
        return call;
    }

    /// <summary>A call has ended.</summary>
    public void End(Call ended)
    {
        _calls[ended.Number] = ended with { Ended = ++_order };
        world.Trace.Note($"call {ended.Number} {ended.Client} {ended.Kind} {ended.Path}: {ended.Ending} {ended.Value}{(ended.IsByTwo ? " by two" : "")}");
        if (ended.Text is { } text)
            world.Trace.Remark($"{text}");
    }
}
