using System.Text;

namespace DfsAspire.Client.Shell.Prompt;

/// <summary>
/// Splits a line at the prompt into words. Blanks separate; <c>"…"</c> anywhere, and <c>'…'</c> at the beginning of a word,
/// keep them together, and a doubled quote within stands for itself. A backslash is an ordinary character: Windows paths have it.
/// </summary>
public static class PromptLine
{
    /// <summary>The words of a line.</summary>
    /// <exception cref="UsageException">A quote is not closed.</exception>
    public static string[] Split(string line)
    {
        var words = Read(line, out var open);
        if (open < 0)
            return [.. words.Select(word => word.Text)];
        throw new UsageException($"The quote that opens with {line[open..]} is not closed. Within a name, write {line[open]}{line[open]} for {line[open]}.");
    }

    /// <summary>A line that is still being typed: the words before its end, and the one that stands there, which is empty behind a blank.</summary>
    /// <returns>The words; the last one; where that begins in the line, quotes and all.</returns>
    public static (string[] Before, string Word, int Start) Typed(string line)
    {
        var words = Read(line, out var open);
        if (words.Count == 0 || (open < 0 && char.IsWhiteSpace(line[^1])))
            return ([.. words.Select(word => word.Text)], "", line.Length);
        return ([.. words.SkipLast(1).Select(word => word.Text)], words[^1].Text, words[^1].Start);
    }

    /// <summary>A word as it is written in a line.</summary>
    /// <param name="word">The word.</param>
    /// <param name="isOpen">It goes on: a quote that it needs is not closed.</param>
    public static string Quote(string word, bool isOpen = false)
    {
        if (word.Length > 0 && !word.StartsWith('\'') && !word.Any(c => char.IsWhiteSpace(c) || c == '"'))
            return word;
        return $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}{(isOpen ? "" : "\"")}";
    }

    // Where a quote is not closed, 'open' says where it opens; the word then goes to the end.
    private static List<(string Text, int Start)> Read(string line, out int open)
    {
        open = -1;
        var words = new List<(string, int)>();
        var word = new StringBuilder();
        var start = -1;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (!char.IsWhiteSpace(c))
            {
                var begin = i;
                if (c != '"' && (c != '\'' || start >= 0))
                    word.Append(c);
                else if (!TryReadQuoted(line, ref i, word))
                    open = begin;
                start = start < 0 ? begin : start;
            }
            else if (start >= 0)
            {
                words.Add((word.ToString(), start));
                word.Clear();
                start = -1;
            }
        }

        if (start >= 0)
            words.Add((word.ToString(), start));
        return words;
    }

    // From the opening quote to the closing one, or past the end.
    private static bool TryReadQuoted(string line, ref int i, StringBuilder word)
    {
        var quote = line[i];
        for (i++; i < line.Length; i++)
        {
            if (line[i] == quote)
            {
                if (i + 1 == line.Length || line[i + 1] != quote)
                    return true;
                i++;
            }

            word.Append(line[i]);
        }

        return false;
    }
}
