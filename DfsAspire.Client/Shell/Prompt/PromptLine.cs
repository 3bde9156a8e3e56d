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
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' || (c == '\'' && !inWord))
            {
                i = ReadQuoted(line, i, word);
                inWord = true;
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                inWord = true;
            }
            else if (inWord)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }

        if (inWord)
            words.Add(word.ToString());
        return [.. words];
    }

    private static int ReadQuoted(string line, int open, StringBuilder word)
    {
        var quote = line[open];
        for (var i = open + 1; i < line.Length; i++)
        {
            if (line[i] == quote)
            {
                if (i + 1 == line.Length || line[i + 1] != quote)
                    return i;
                i++;
            }

            word.Append(line[i]);
        }

        throw new UsageException($"The quote that opens with {line[open..]} is not closed. Within a name, write {quote}{quote} for {quote}.");
    }
}
