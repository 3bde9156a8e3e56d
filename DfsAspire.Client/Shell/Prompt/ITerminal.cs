namespace DfsAspire.Client.Shell.Prompt;

/// <summary>What a line editor needs of a terminal; a test plays one.</summary>
internal interface ITerminal
{
    /// <summary>Cells of a line.</summary>
    int Width { get; }

    /// <summary>More keys are waiting: a paste, say, after whose last key drawing is early enough.</summary>
    bool HasKey { get; }

    /// <summary>While false, Ctrl-C is a signal to the process; while true, a key like any other.</summary>
    bool TakesControlC { set; }

    /// <summary>Waits for a key and does not show it.</summary>
    ConsoleKeyInfo ReadKey();

    /// <summary>Writes at the cursor.</summary>
    void Write(string text);
}

/// <summary>The terminal that this process was started on.</summary>
internal sealed class ProcessTerminal(TextWriter output) : ITerminal
{
    private const int UsualWidth = 80;

    public int Width => Console.WindowWidth is > 0 and var width ? width : UsualWidth;

    public bool HasKey => Console.KeyAvailable;

    public bool TakesControlC
    {
        set => Console.TreatControlCAsInput = value;
    }

    public ConsoleKeyInfo ReadKey() => Console.ReadKey(intercept: true);

    public void Write(string text)
    {
        output.Write(text);
        output.Flush();
    }
}
