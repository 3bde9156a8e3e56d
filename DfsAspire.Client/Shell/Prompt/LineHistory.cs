namespace DfsAspire.Client.Shell.Prompt;

/// <summary>The lines of this session, for the up and down keys. Kept in memory only: names of files are nobody else's business.</summary>
internal sealed class LineHistory
{
    private const int MaxLines = 500;

    private readonly List<string> _lines = [];
    private int _position;
    private string _draft = "";

    public void Add(string line)
    {
        if (line.Length > 0 && (_lines.Count == 0 || _lines[^1] != line))
            _lines.Add(line);
        if (_lines.Count > MaxLines)
            _lines.RemoveAt(0);
        _position = _lines.Count;
    }

    /// <summary>The line before; the one shown now is kept when it is the one being typed.</summary>
    public string Previous(string shown)
    {
        if (_position == _lines.Count)
            _draft = shown;
        if (_position == 0)
            return shown;
        return _lines[--_position];
    }

    /// <summary>The line after; behind the last one stands the one being typed.</summary>
    public string Next(string shown)
    {
        if (_position == _lines.Count)
            return shown;
        return ++_position == _lines.Count ? _draft : _lines[_position];
    }
}
