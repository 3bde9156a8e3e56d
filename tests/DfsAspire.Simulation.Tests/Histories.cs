using DfsAspire.Protocol.Entries;
using DfsAspire.Simulation.History;

namespace DfsAspire.Simulation.Tests;

/// <summary>Writes histories down: each call with when it began and ended.</summary>
internal static class Histories
{
    public static Call Put(int content, long began, long ended, ulong stamp = 0) =>
        Call(CallKind.Put, began, ended) with { Value = new Value(content), Stamp = new Stamp(stamp, Guid.Empty) };

    public static Call Delete(long began, long ended, ulong stamp = 0) => Call(CallKind.Delete, began, ended) with { Stamp = new Stamp(stamp, Guid.Empty) };

    public static Call Get(int content, long began, long ended) => Call(CallKind.Get, began, ended) with { Value = new Value(content) };

    public static Call GiveUp(int content, long began, long ended, ulong stamp = 0) =>
        Call(CallKind.GiveUp, began, ended) with { Moved = new Value(content), Stamp = new Stamp(stamp, Guid.Empty) };

    /// <summary>A copy of which nobody knows what it has read, nor what became of it.</summary>
    public static Call OpenCopy(long began) => (Call(CallKind.Copy, began, 0) with { Value = Value.Unknown }).Open();

    /// <summary>A write of which nobody knows what became.</summary>
    public static Call Open(this Call call) => call with { Ending = Ending.Open, Ended = long.MaxValue };

    public static Call Refused(this Call call) => call with { Ending = Ending.Refused };

    public static Call ByTwo(this Call call) => call with { IsByTwo = true };

    public static IReadOnlyList<string> Check(params Call[] calls) => HistoryCheck.Find([.. calls.Select((call, at) => call with { Number = at + 1 })]);

    private static Call Call(CallKind kind, long began, long ended) =>
        new() { Number = 0, Client = "client", Path = "alice:a", Kind = kind, Began = began, Ended = ended, Ending = Ending.Done };
}
