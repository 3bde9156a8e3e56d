using System.Text;
using DfsAspire.Client.Accounts;

namespace DfsAspire.Fuzz.Targets;

/// <summary>What somebody types for a recovery key.</summary>
internal static class RecoveryKeyTarget
{
    // Its last two symbols follow from the others.
    private const string Zeros = "0000-0000-0000-0000-0000-0000-0000-00";

    public static FuzzTarget Target { get; } = new("recovery-key", Run)
    {
        Seeds = static () => [.. Samples.Words(Zeros, "oOiIlL-"), .. Samples.Words([.. Whole()])],
        Words = Samples.Words("-", " ", "O", "I", "L", "U", "ı", "ſ", "0", "Z"),
        MaxBytes = 128,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (!RecoveryKey.TryRead(Encoding.UTF8.GetString(input), out var key))
            return;
        Promise.That(key.Length == 32 && key.All(char.IsAsciiLetterOrDigit), "A key is of its own symbols.");
        Promise.That(RecoveryKey.TryRead(RecoveryKey.Format(key), out var again) && again == key, "A key comes back as it is shown.");
    }

    // Chance does not find what is checked by a hash.
    private static IEnumerable<string> Whole()
    {
        const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        return Symbols.SelectMany(static first => Symbols, static (first, second) => $"{Zeros}{first}{second}").Where(static typed => RecoveryKey.TryRead(typed, out _));
    }
}
