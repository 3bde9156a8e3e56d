using DfsAspire.Client.Shell.Prompt;

namespace DfsAspire.Client.Tests.Shell;

public sealed class LineEditorTests
{
    private readonly PlayedTerminal _terminal = new();
    private readonly LineEditor _editor;

    public LineEditorTests() => _editor = new LineEditor(_terminal, CompleteAsync);

    private string[] Known { get; set; } = [];

    [Fact]
    public async Task What_is_typed_is_the_line()
    {
        _terminal.Type("list docs/").Press(ConsoleKey.Enter);

        Assert.Equal("list docs/", await ReadAsync());
        Assert.Equal("dfs> list docs/", _terminal.Line);
    }

    [Fact]
    public async Task The_cursor_moves_and_characters_go_on_both_sides_of_it()
    {
        _terminal.Type("gt x").Press(ConsoleKey.Home).Press(ConsoleKey.RightArrow).Type("e").Press(ConsoleKey.End)
            .Type("yz").Press(ConsoleKey.LeftArrow).Press(ConsoleKey.Backspace).Press(ConsoleKey.Delete).Press(ConsoleKey.Enter);

        Assert.Equal("get x", await ReadAsync());
    }

    [Fact]
    public async Task What_looks_like_one_character_is_deleted_as_one()
    {
        _terminal.Type("a👩‍🚀e\u0301").Press(ConsoleKey.Backspace).Press(ConsoleKey.Backspace).Press(ConsoleKey.Enter);

        Assert.Equal("a", await ReadAsync());
    }

    [Theory]
    [InlineData(ConsoleKey.U, "bc d")]
    [InlineData(ConsoleKey.K, "one a")]
    [InlineData(ConsoleKey.W, "one bc d")]
    public async Task Control_keys_delete_to_start_to_end_and_a_word(ConsoleKey key, string left)
    {
        _terminal.Type("one abc d").Press(ConsoleKey.LeftArrow, 4).Control(key).Press(ConsoleKey.Enter);

        Assert.Equal(left, await ReadAsync());
    }

    [Fact]
    public async Task Earlier_lines_come_back_and_the_draft_is_kept()
    {
        _terminal.Type("first").Press(ConsoleKey.Enter).Type("second").Press(ConsoleKey.Enter).Type("second").Press(ConsoleKey.Enter);
        await ReadAsync();
        await ReadAsync();
        await ReadAsync();

        _terminal.Type("dra").Press(ConsoleKey.UpArrow, 5).Press(ConsoleKey.Enter);
        Assert.Equal("first", await ReadAsync());
        _terminal.Type("dra").Press(ConsoleKey.UpArrow, 2).Press(ConsoleKey.DownArrow, 4).Type("ft").Press(ConsoleKey.Enter);
        Assert.Equal("draft", await ReadAsync());
    }

    [Fact]
    public async Task Control_C_drops_a_line_and_leaves_an_empty_one()
    {
        _terminal.Type("half").Control(ConsoleKey.C).Control(ConsoleKey.C);

        Assert.Equal("", await ReadAsync());
        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Control_C_is_a_key_only_while_a_line_is_edited()
    {
        _terminal.Press(ConsoleKey.Enter);

        await ReadAsync();

        Assert.False(_terminal.TakesControlC);
        Assert.True(_terminal.TookControlC);
    }

    [Fact]
    public async Task Keys_without_a_character_change_nothing()
    {
        _terminal.Type("a\t").Press(ConsoleKey.Tab).Press(ConsoleKey.F5).Type("b").Press(ConsoleKey.Enter);

        Assert.Equal("ab", await ReadAsync());
    }

    [Theory]
    [InlineData("get rep", "report.pdf", "get report.pdf ")]
    [InlineData("get do", "docs/", "get docs/")]
    [InlineData("get my", "my file.txt", "get \"my file.txt\" ")]
    [InlineData("get \"my fi", "my file.txt", "get \"my file.txt\" ")]
    [InlineData("get \"my do", "my docs/", "get \"my docs/")]
    [InlineData("get r", "report one.pdf|report two.pdf", "get \"report ")]
    [InlineData("get x", "", "get x")]
    public async Task Tab_completes_the_word_at_the_cursor(string typed, string known, string line)
    {
        Known = known.Split('|', StringSplitOptions.RemoveEmptyEntries);
        _terminal.Type(typed).Press(ConsoleKey.Tab).Press(ConsoleKey.Enter);

        Assert.Equal(line, await ReadAsync());
    }

    [Fact]
    public async Task What_follows_the_cursor_stays()
    {
        Known = ["report.pdf"];
        _terminal.Type("get re docs/").Press(ConsoleKey.LeftArrow, 6).Press(ConsoleKey.Tab).Press(ConsoleKey.Enter);

        Assert.Equal("get report.pdf  docs/", await ReadAsync());
    }

    [Fact]
    public async Task A_second_tab_shows_what_there_is_and_the_line_goes_on()
    {
        Known = ["report.pdf", "reports/"];
        _terminal.Type("get re\t\ts\t").Press(ConsoleKey.Enter);

        Assert.Equal("get reports/", await ReadAsync());
        Assert.Equal(["dfs> get report", "report.pdf", "reports/", "dfs> get reports/"], _terminal.Lines);
    }

    [Fact]
    public async Task A_line_longer_than_the_terminal_never_wraps_and_shows_the_cursor()
    {
        var typed = string.Concat(Enumerable.Repeat("日本 abcdef ", 30));
        _terminal.Type(typed).Press(ConsoleKey.Home).Press(ConsoleKey.RightArrow, 100).Press(ConsoleKey.End).Press(ConsoleKey.Enter);

        Assert.Equal(typed, await ReadAsync());
        Assert.True(_terminal.WidestCells < _terminal.Width, $"{_terminal.WidestCells} cells were used of {_terminal.Width}.");
    }

    private Task<WordCompletion> CompleteAsync(string typed, CancellationToken cancellationToken)
    {
        var (_, word, start) = PromptLine.Typed(typed);
        return Task.FromResult(new WordCompletion(start, [.. Known.Where(one => one.StartsWith(word, StringComparison.Ordinal))]));
    }

    private async Task<string?> ReadAsync() => await _editor.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>Plays keys and keeps what a carriage return and what follows it leave on the line.</summary>
    private sealed class PlayedTerminal : ITerminal
    {
        private readonly Queue<ConsoleKeyInfo> _keys = new();
        private readonly List<char> _cells = [];

        public int Width => 40;

        public bool HasKey => false;

        public bool TookControlC { get; private set; }

        public bool TakesControlC
        {
            get;
            set
            {
                field = value;
                TookControlC |= value;
            }
        }

        public string Line => Lines.LastOrDefault("");

        /// <summary>All lines that were finished.</summary>
        public List<string> Lines { get; } = [];

        public int WidestCells { get; private set; }

        public PlayedTerminal Type(string text)
        {
            foreach (var c in text)
                _keys.Enqueue(new ConsoleKeyInfo(c, default, false, false, false));
            return this;
        }

        public PlayedTerminal Press(ConsoleKey key, int times = 1)
        {
            for (var i = 0; i < times; i++)
                _keys.Enqueue(new ConsoleKeyInfo('\0', key, false, false, false));
            return this;
        }

        public PlayedTerminal Control(ConsoleKey key)
        {
            _keys.Enqueue(new ConsoleKeyInfo((char)(key - ConsoleKey.A + 1), key, false, false, control: true));
            return this;
        }

        public ConsoleKeyInfo ReadKey() => _keys.Dequeue();

        public void Write(string text)
        {
            foreach (var stretch in text.Split('\r'))
                WidestCells = Math.Max(WidestCells, CellWidth.Of(stretch.TrimEnd('\n')));
            var column = 0;
            foreach (var c in text)
            {
                if (c is '\r' or '\n')
                {
                    column = 0;
                    if (c == '\n')
                    {
                        Lines.Add(string.Concat(_cells).TrimEnd());
                        _cells.Clear();
                    }

                    continue;
                }

                if (column < _cells.Count)
                    _cells[column] = c;
                else
                    _cells.Add(c);
                column++;
            }
        }
    }
}
