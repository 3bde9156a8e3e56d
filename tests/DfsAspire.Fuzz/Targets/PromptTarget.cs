using System.Text;
using DfsAspire.Client.Shell;
using DfsAspire.Client.Shell.Prompt;

namespace DfsAspire.Fuzz.Targets;

/// <summary>A line at the prompt: its words, quoted, are split into the same words.</summary>
internal static class PromptTarget
{
    public static FuzzTarget Target { get; } = new("prompt", Run)
    {
        Seeds = static () => Samples.Words("put \"a b.txt\" docs/", "get 'it''s' x\"y z\""),
        Words = Samples.Words("\"", "'", "\"\"", "''", " ", "\\", "\u00a0", "\u2028"),
        MaxBytes = 512,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        try
        {
            var words = PromptLine.Split(Encoding.UTF8.GetString(input));
            var quoted = string.Join(' ', words.Select(static word => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
            Promise.That(PromptLine.Split(quoted).SequenceEqual(words), "Quoted words come back.");
        }
        catch (UsageException)
        {
            // A quote is open.
        }
    }
}
