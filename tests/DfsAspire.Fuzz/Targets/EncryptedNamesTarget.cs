using System.Text;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Paths as nodes show them to a user whose names are encrypted, and what nodes say about such paths.</summary>
internal static class EncryptedNamesTarget
{
    private static readonly NameCipher Cipher = FixedKeys.KeyringWithNames.CreateNameCipher();
    private static readonly Veil Veil = Veil.Of(FixedKeys.KeyringWithNames);

    public static FuzzTarget Target { get; } = new("encrypted-names", Run)
    {
        Seeds = static () => Samples.Words(
            Cipher.Hide(StorePath.Parse("docs/report.pdf")).Value, $"'{Cipher.Hide(StorePath.Parse("a"))}' would add 3 bytes.", new string('x', NameCipher.MostBytes), "a/b/c"),
        Words = Samples.Words("~", "/~", "A", "_-", "=", "/", $"~{new string('A', 59)}", "'", "\0", "ü"),
        MaxBytes = 2048,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        _ = Veil.Reveal(text);
        if (!StorePath.TryParse(text, out var path, out _))
            return;
        if (Cipher.TryReveal(path, out var revealed))
            Promise.That(Cipher.Hide(revealed) == path, "A path has one form.");
        try
        {
            Promise.That(Cipher.TryReveal(Cipher.Hide(path), out var again) && again == path, "A path comes back.");
        }
        catch (InvalidPathException)
        {
            // Too long to be hidden.
        }
    }
}
