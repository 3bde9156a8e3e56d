using System.Text;

namespace DfsAspire.Client.Shell.Prompt;

/// <summary>
/// Draws the line being edited on one line of the terminal, showing the stretch around the cursor when it is longer. Uses
/// nothing but carriage returns and blanks, which every terminal understands: the cursor gets to its place by writing what stands before it.
/// </summary>
internal sealed class LineView(ITerminal terminal, string prompt)
{
    private int _drawnCells;

    public void Draw(LineBuffer line) => Draw(line.Text, line.Cursor);

    /// <summary>Leaves the cursor at the start of the next line.</summary>
    public void Finish(LineBuffer line)
    {
        Draw(line.Text, line.Text.Length);
        terminal.Write(Environment.NewLine);
        _drawnCells = 0;
    }

    private void Draw(string text, int cursor)
    {
        // The last cell stays free: many terminals wrap as soon as it is written.
        var room = Math.Max(8, terminal.Width - prompt.Length - 1);
        var (start, end) = CellWidth.Of(text) <= room ? (0, text.Length) : Stretch(text, cursor, room);
        var visible = text[start..end];
        var cells = CellWidth.Of(visible);
        var drawing = new StringBuilder().Append('\r').Append(prompt).Append(visible);
        drawing.Append(' ', Math.Max(0, _drawnCells - cells));
        drawing.Append('\r').Append(prompt).Append(text, start, cursor - start);
        _drawnCells = cells;
        terminal.Write(drawing.ToString());
    }

    private static (int Start, int End) Stretch(string text, int cursor, int room)
    {
        var start = cursor;
        var cells = 0;
        while (start > 0)
        {
            var step = start > 1 && char.IsLowSurrogate(text[start - 1]) ? 2 : 1;
            cells += CellWidth.Of(text.AsSpan(start - step, step));
            if (cells > room * 3 / 4)
                break;
            start -= step;
        }

        var end = cursor;
        cells = CellWidth.Of(text.AsSpan(start, cursor - start));
        while (end < text.Length)
        {
            var step = char.IsHighSurrogate(text[end]) && end + 1 < text.Length ? 2 : 1;
            cells += CellWidth.Of(text.AsSpan(end, step));
            if (cells > room)
                break;
            end += step;
        }

        return (start, end);
    }
}
