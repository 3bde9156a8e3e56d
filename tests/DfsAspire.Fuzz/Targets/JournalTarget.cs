using DfsAspire.Client.Resume;
using DfsAspire.Protocol;

namespace DfsAspire.Fuzz.Targets;

/// <summary>What an interrupted download left on the client's disk.</summary>
internal static class JournalTarget
{
    public static FuzzTarget Target { get; } = new("journal", Run)
    {
        Seeds = static () => [new GetJournal([new(1, 2), new(3, UInt128.MaxValue), default, default]).ToBytes()],
        Words = MessagePackWords.All,
        MaxBytes = 256,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var journal = GetJournal.Parse(input.ToArray());
        Promise.That(journal.Lanes.Count == WireLimits.Nodes && journal.Lanes.All(static lane => lane.Segments >= 0), "A journal speaks of four lanes.");
        Promise.That(GetJournal.Parse(journal.ToBytes()).Lanes.SequenceEqual(journal.Lanes), "A journal comes back as it was written.");
    }
}
