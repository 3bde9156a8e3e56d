using DfsAspire.Client.Resume;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;

namespace DfsAspire.Fuzz.Targets;

/// <summary>What an interrupted upload left on the client's disk.</summary>
internal static class ResumeRecordTarget
{
    public static FuzzTarget Target { get; } = new("resume-record", Run)
    {
        Seeds = static () => [new ResumeRecord(Samples.Content, new FileDigest(new Lanes(1_000_003), 1_000_003, 3, [1, 2, 3, UInt128.MaxValue]), Samples.Bytes).ToBytes()],
        Words = MessagePackWords.All,
        MaxBytes = ResumeRecord.MaxBytes,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (ResumeRecord.Parse(input.ToArray()) is not { } record)
            return;
        var once = record.ToBytes();
        Promise.That(ResumeRecord.Parse(once) is { } again && again.ToBytes().AsSpan().SequenceEqual(once), "A record comes back as it was written.");
    }
}
