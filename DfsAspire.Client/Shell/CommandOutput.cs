using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell;

/// <summary>Where a command's answers and notes go.</summary>
internal record CommandOutput(ShellSurroundings Surroundings, bool Quiet)
{
    /// <summary>Progress is drawn: somebody looks, and wants to see it.</summary>
    public bool DrawsProgress => !Quiet && Surroundings.DrawsProgress;

    /// <summary>Where programs that want JSON find what was done; null when people read it.</summary>
    public CommandReceipt? Receipt { get; init; }

    /// <summary>A line for people, which a quiet command leaves out.</summary>
    public void Report(string line)
    {
        if (!Quiet && Receipt is null)
            Answer(line);
    }

    public void Answer(string line) => Surroundings.Out.WriteLine(DisplayText.Safe(line));

    public void Note(string line) => Surroundings.Error.WriteLine(DisplayText.Safe($"note: {line}"));

    public void Fail(string line) => Surroundings.Error.WriteLine(DisplayText.Safe(line));

    public void Note(IReadOnlyList<NodeFault> faults)
    {
        foreach (var fault in faults)
            Note(fault);
    }

    public void Note(NodeFault fault)
    {
        Receipt?.Note(fault);
        Note(fault.ToString());
    }
}
