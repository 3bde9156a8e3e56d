using DfsAspire.Protocol.Entries;

namespace DfsAspire.Simulation.History;

/// <summary>What a call asked for.</summary>
internal enum CallKind
{
    Put,
    Get,
    Delete,
    MakeFolder,
    List,

    /// <summary>The content of another path is named here as well.</summary>
    Copy,

    /// <summary>What the path held before is named here again.</summary>
    Restore,

    /// <summary>The second half of a MOVE: the version that was read is deleted, and no newer one.</summary>
    GiveUp,
}

/// <summary>How a call ended.</summary>
internal enum Ending
{
    /// <summary>Not at all, or nobody knows how: a write may take effect at any later time, or never.</summary>
    Open,

    /// <summary>Well: a write is acknowledged, a read has its value.</summary>
    Done,

    /// <summary>Refused: it never takes effect.</summary>
    Refused,
}

/// <summary>One call on one path, as its client saw it.</summary>
internal sealed record Call
{
    public required int Number { get; init; }

    public required string Client { get; init; }

    /// <summary>User and path: what calls must agree on.</summary>
    public required string Path { get; init; }

    public required CallKind Kind { get; init; }

    /// <summary>When it began and ended, in the order of all beginnings and endings.</summary>
    public required long Began { get; init; }

    public long Ended { get; init; } = long.MaxValue;

    public Ending Ending { get; init; }

    /// <summary>What it wrote or read.</summary>
    public Value Value { get; init; }

    /// <summary>What a <see cref="CallKind.GiveUp"/> has read; it deletes nothing else.</summary>
    public Value Moved { get; init; } = Value.Unknown;

    /// <summary>A read that only two nodes answered.</summary>
    public bool IsByTwo { get; init; }

    /// <summary>Where the write stands among all of its path; none where nobody was told.</summary>
    public Stamp Stamp { get; init; }

    /// <summary>In what words it failed.</summary>
    public string? Text { get; init; }

    public bool IsWrite => Kind is CallKind.Put or CallKind.Delete or CallKind.MakeFolder or CallKind.Copy or CallKind.Restore or CallKind.GiveUp;

    /// <summary>True when this write may have made a value; of a copy that did not end nobody knows what it has read.</summary>
    public bool MayHaveMade(Value value) => Value == value || (Value == Value.Unknown && value.IsContent);

    public override string ToString() =>
        $"{Number,4} {Client,-10} {Kind,-10} {Path,-12} [{Began,4}, {(Ended == long.MaxValue ? "…" : Ended),4}] {Ending,-7} {Value}{(Kind == CallKind.GiveUp ? $" for {Moved}" : "")}{(IsByTwo ? " by two" : "")} {Text}";
}

/// <summary>What a path holds: nothing, a folder, or one of the contents that were put.</summary>
internal readonly record struct Value(int Number)
{
    public static Value Absent => default;

    public static Value Folder => new(-1);

    /// <summary>One of the contents, and nobody was told which.</summary>
    public static Value Unknown => new(-2);

    public bool IsContent => Number > 0;

    public override string ToString() => Number switch { 0 => "nothing", -1 => "folder", -2 => "some content", _ => $"content {Number}" };
}
