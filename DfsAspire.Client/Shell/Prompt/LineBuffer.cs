using System.Globalization;
using System.Text;

namespace DfsAspire.Client.Shell.Prompt;

/// <summary>A line being edited. The cursor moves by what a person takes for one character (a grapheme cluster, Unicode TR 29).</summary>
internal sealed class LineBuffer
{
    /// <summary>The longest line that can be typed, in UTF-16 units: several of the longest paths.</summary>
    public const int MaxLength = 8 * 1024;

    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    /// <summary>Before which UTF-16 unit the cursor stands.</summary>
    public int Cursor { get; private set; }

    public bool IsEmpty => _text.Length == 0;

    public void Set(string text)
    {
        _text.Clear().Append(text);
        Cursor = _text.Length;
    }

    public void Insert(char c)
    {
        if (!char.IsControl(c) && _text.Length < MaxLength)
            _text.Insert(Cursor++, c);
    }

    /// <summary>Puts a text in place of what stands between a place and the cursor.</summary>
    public void ReplaceBefore(int start, string text)
    {
        if (_text.Length - (Cursor - start) + text.Length > MaxLength)
            return;
        Remove(start, Cursor);
        _text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    public void Left() => Cursor = PreviousStop();

    public void Right() => Cursor = NextStop();

    public void Home() => Cursor = 0;

    public void End() => Cursor = _text.Length;

    public void DeleteBefore() => Remove(PreviousStop(), Cursor);

    public void DeleteAfter() => Remove(Cursor, NextStop());

    public void DeleteToStart() => Remove(0, Cursor);

    public void DeleteToEnd() => Remove(Cursor, _text.Length);

    /// <summary>Deletes the word before the cursor, and the blanks behind it.</summary>
    public void DeleteWordBefore()
    {
        var start = Cursor;
        while (start > 0 && _text[start - 1] == ' ')
            start--;
        while (start > 0 && _text[start - 1] != ' ')
            start--;
        Remove(start, Cursor);
    }

    private void Remove(int start, int end)
    {
        _text.Remove(start, end - start);
        Cursor = start;
    }

    private int NextStop() => Cursor == _text.Length ? Cursor : Cursor + StringInfo.GetNextTextElementLength(Text.AsSpan(Cursor));

    private int PreviousStop()
    {
        var text = Text;
        var previous = 0;
        for (var i = 0; i < Cursor; i += StringInfo.GetNextTextElementLength(text.AsSpan(i)))
            previous = i;
        return previous;
    }
}
