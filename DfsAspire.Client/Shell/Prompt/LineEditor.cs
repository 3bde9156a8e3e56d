namespace DfsAspire.Client.Shell.Prompt;

/// <summary>
/// Lines typed at a terminal, with the usual keys: arrows, Home, End, Backspace, Delete, Ctrl-A E U K W, up and down for
/// earlier lines, Tab to complete a word. Ctrl-C drops the line, and at an empty one ends the input, as Ctrl-D does.
/// </summary>
/// <param name="terminal">Where the keys come from.</param>
/// <param name="complete">What the word at the end of this text may become; a text without one has begun a word that is empty.</param>
internal sealed class LineEditor(ITerminal terminal, Func<string, CancellationToken, Task<WordCompletion>> complete) : IPromptInput
{
    public const string Prompt = "dfs> ";

    // More than anybody reads.
    private const int MostShown = 60;

    private readonly LineHistory _history = new();
    private readonly LineView _view = new(terminal, Prompt);

    public async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        terminal.TakesControlC = true;
        try
        {
            return await EditAsync(cancellationToken);
        }
        finally
        {
            terminal.TakesControlC = false;
        }
    }

    private async Task<string?> EditAsync(CancellationToken cancellationToken)
    {
        var line = new LineBuffer();
        _view.Draw(line);
        while (true)
        {
            var key = terminal.ReadKey();
            switch (key)
            {
                case { Key: ConsoleKey.Enter } or { KeyChar: '\r' or '\n' }:
                    _view.Finish(line);
                    _history.Add(line.Text.Trim());
                    return line.Text;
                case { Key: ConsoleKey.C or ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when line.IsEmpty:
                    _view.Finish(line);
                    return null;
                case { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }:
                    _view.Finish(line);
                    return "";
                case { Key: ConsoleKey.Tab } or { KeyChar: '\t' }:
                    // A paste is taken as it is.
                    if (!terminal.HasKey)
                        await CompleteAsync(line, cancellationToken);
                    break;
                default:
                    Edit(line, key);
                    break;
            }

            if (!terminal.HasKey && !char.IsHighSurrogate(key.KeyChar))
                _view.Draw(line);
        }
    }

    // As far as all that fits is the same; a second Tab, when that is nowhere, shows what there is.
    private async Task CompleteAsync(LineBuffer line, CancellationToken cancellationToken)
    {
        var typed = line.Text[..line.Cursor];
        var (start, words) = await complete(typed, cancellationToken);
        if (words.Count == 0)
            return;
        var common = words.Aggregate(CommonStart);
        var isWhole = words.Count == 1 && !common.EndsWith('/');
        var written = PromptLine.Quote(common, isOpen: !isWhole) + (isWhole ? " " : "");
        if (common.Length > 0 && written != typed[start..])
            line.ReplaceBefore(start, written);
        else if (words.Count > 1)
            Show(line, words);
    }

    private void Show(LineBuffer line, IReadOnlyList<string> words)
    {
        _view.Finish(line);
        foreach (var word in words.Take(MostShown))
            terminal.Write(word + Environment.NewLine);
        if (words.Count > MostShown)
            terminal.Write($"… and {words.Count - MostShown} more{Environment.NewLine}");
    }

    private static string CommonStart(string one, string other)
    {
        var length = one.AsSpan().CommonPrefixLength(other);
        return length > 0 && char.IsHighSurrogate(one[length - 1]) ? one[..(length - 1)] : one[..length];
    }

    private void Edit(LineBuffer line, ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { Key: ConsoleKey.LeftArrow } or { Key: ConsoleKey.B, Modifiers: ConsoleModifiers.Control }: line.Left(); break;
            case { Key: ConsoleKey.RightArrow } or { Key: ConsoleKey.F, Modifiers: ConsoleModifiers.Control }: line.Right(); break;
            case { Key: ConsoleKey.Home } or { Key: ConsoleKey.A, Modifiers: ConsoleModifiers.Control }: line.Home(); break;
            case { Key: ConsoleKey.End } or { Key: ConsoleKey.E, Modifiers: ConsoleModifiers.Control }: line.End(); break;
            case { Key: ConsoleKey.UpArrow } or { Key: ConsoleKey.P, Modifiers: ConsoleModifiers.Control }: line.Set(_history.Previous(line.Text)); break;
            case { Key: ConsoleKey.DownArrow } or { Key: ConsoleKey.N, Modifiers: ConsoleModifiers.Control }: line.Set(_history.Next(line.Text)); break;
            case { Key: ConsoleKey.Backspace }: line.DeleteBefore(); break;
            case { Key: ConsoleKey.Delete } or { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control }: line.DeleteAfter(); break;
            case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control } or { Key: ConsoleKey.Escape }: line.DeleteToStart(); break;
            case { Key: ConsoleKey.K, Modifiers: ConsoleModifiers.Control }: line.DeleteToEnd(); break;
            case { Key: ConsoleKey.W, Modifiers: ConsoleModifiers.Control }: line.DeleteWordBefore(); break;
            case { KeyChar: '\0' }: break;
            default: line.Insert(key.KeyChar); break;
        }
    }
}
