namespace DfsAspire.Client.Shell.Prompt;

/// <summary>
/// Lines typed at a terminal, with the usual keys: arrows, Home, End, Backspace, Delete, Ctrl-A E U K W, up and down for
/// earlier lines. Ctrl-C drops the line, and at an empty one ends the input, as Ctrl-D does.
/// </summary>
internal sealed class LineEditor(ITerminal terminal) : IPromptInput
{
    public const string Prompt = "dfs> ";

    private readonly LineHistory _history = new();
    private readonly LineView _view = new(terminal, Prompt);

    public ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        terminal.TakesControlC = true;
        try
        {
            return ValueTask.FromResult(ReadLine());
        }
        finally
        {
            terminal.TakesControlC = false;
        }
    }

    private string? ReadLine()
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
                default:
                    Edit(line, key);
                    break;
            }

            if (!terminal.HasKey && !char.IsHighSurrogate(key.KeyChar))
                _view.Draw(line);
        }
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
