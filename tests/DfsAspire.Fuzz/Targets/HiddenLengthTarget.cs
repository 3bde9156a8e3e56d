using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Lengths that nodes cannot read, as nodes show them.</summary>
internal static class HiddenLengthTarget
{
    private const long Length = 123_456_789;

    private static readonly LengthCipher Cipher = FixedKeys.KeyringWithLengths.CreateLengthCipher();

    private static readonly ContentId Content = ContentId.New();

    public static FuzzTarget Target { get; } = new("hidden-length", Run)
    {
        Seeds = static () => [Cipher.Hide(Content, Length)],
        MaxBytes = LengthCipher.HiddenLength + 16,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (Cipher.TryReveal(Content, input, out var length))
            Promise.That(length == Length, "Only what was hidden is revealed.");
        Promise.That(!Cipher.TryReveal(ContentId.New(), input, out _), "Nothing is revealed for another content.");
    }
}
