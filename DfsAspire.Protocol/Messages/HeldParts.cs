namespace DfsAspire.Protocol.Messages;

/// <summary>Which parts of a content a node holds whole: one bit per part, part 1 the lowest.</summary>
public readonly record struct HeldParts(byte Mask)
{
    /// <summary>All four parts.</summary>
    public static HeldParts All => new(0b1111);

    /// <summary>True when part <paramref name="part"/> (1 to 4) is held.</summary>
    public bool Holds(int part) => (Mask & (1 << (part - 1))) != 0;

    /// <summary>These parts and one more.</summary>
    public HeldParts With(int part) => new((byte)(Mask | (1 << (part - 1))));

    /// <summary>The parts that are in either.</summary>
    public static HeldParts operator |(HeldParts left, HeldParts right) => new((byte)(left.Mask | right.Mask));
}
