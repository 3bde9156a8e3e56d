using DfsAspire.Client.Sealing;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Key records: what opens is wrapped again and opens again.</summary>
internal static class KeyRecordTarget
{
    public static FuzzTarget Target { get; } = new("key-record", Run)
    {
        Seeds = static () => [KeyRecord.Wrap(FixedKeys.Content, FixedKeys.Keyring)],
        Words = MessagePackWords.All,
        MaxBytes = KeyRecord.MaxLength + 16,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var record = input.ToArray();
        try
        {
            var epoch = KeyRecord.EpochOf(record);
            using var keys = KeyRecord.Unwrap(record, FixedKeys.ContentId, FixedKeys.Keyring);
            Promise.That(epoch == FixedKeys.Keyring.Epoch, "Only the keyring that a record names opens it.");
            using var again = KeyRecord.Unwrap(KeyRecord.Wrap(keys, FixedKeys.Keyring), FixedKeys.ContentId, FixedKeys.Keyring);
            Promise.That(again.DataKey.SequenceEqual(FixedKeys.Content.DataKey), "What opens is the key that was wrapped.");
        }
        catch (SealBrokenException)
        {
            // The one way to refuse.
        }
    }
}
