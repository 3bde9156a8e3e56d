using DfsAspire.Client.Sealing;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Wrapped keyrings, as accounts bring them.</summary>
internal static class KeyringTarget
{
    public static FuzzTarget Target { get; } = new("keyring", Run)
    {
        Seeds = static () => [FixedKeys.Keyring.Wrap("alice", FixedKeys.Password), FixedKeys.KeyringWithNext.Wrap("alice", FixedKeys.Password), FixedKeys.KeyringWithNames.Wrap("alice", FixedKeys.Password),
            FixedKeys.KeyringWithLengths.Wrap("alice", FixedKeys.Password)],
        Words = MessagePackWords.All,
        MaxBytes = 1100,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        try
        {
            using var keyring = Keyring.Unwrap(input.ToArray(), "alice", FixedKeys.Keyring.PublicKey.Span, FixedKeys.Password);
            Promise.That(keyring.MasterKey.SequenceEqual(FixedKeys.Keyring.MasterKey), "What opens is the keyring that was wrapped.");
        }
        catch (SealBrokenException)
        {
            // The one way to refuse.
        }
    }
}
