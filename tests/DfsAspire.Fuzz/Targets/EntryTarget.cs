using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Entries: whatever is read can be written, and is then the same.</summary>
internal static class EntryTarget
{
    public static FuzzTarget Target { get; } = new("entry", Run)
    {
        Seeds = static () => new[] { Samples.FileEntry, Samples.PaddedFile, Samples.Folder, Samples.Tombstone }.Select(static entry => entry.Encoded.ToArray()),
        Words = [.. MessagePackWords.All, .. Samples.Words("..", "/", "alice", ".", "\\", "ü", "\u0085")],
        MaxBytes = WireLimits.EntryBytes + 16,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        SignedEntry signed;
        try
        {
            signed = SignedEntry.Parse(input.ToArray(), new byte[SignedEntry.SignatureBytes]);
        }
        catch (MalformedMessageException)
        {
            return;
        }

        var once = Samples.Sign(signed.Entry).Encoded;
        var again = SignedEntry.Parse(once, new byte[SignedEntry.SignatureBytes]).Entry;
        Promise.That(Samples.Sign(again).Encoded.Span.SequenceEqual(once.Span), "An entry comes back as it was written.");
        Promise.That(again.Kind == EntryKind.File == (again.Parts.Count == WireLimits.Nodes), "A file has four parts, and nothing else has any.");
    }
}
