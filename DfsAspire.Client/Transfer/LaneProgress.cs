namespace DfsAspire.Client.Transfer;

/// <summary>How far an earlier attempt brought a lane, verified.</summary>
/// <param name="Segments">Segments that both keepers of the part have.</param>
/// <param name="WholeOn">Nodes that have the whole part staged: nothing of it is sealed again.</param>
/// <param name="Checksum">The whole part's checksum, when some node has it.</param>
internal sealed record LaneProgress(long Segments, IReadOnlyList<int> WholeOn, UInt128 Checksum)
{
    public static LaneProgress None { get; } = new(0, [], default);

    public bool IsWhole => WholeOn.Count > 0;
}
