using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>
/// What a node says of itself with every answer that a quorum counts: the incarnation of its volume, the newest incarnation
/// it knows of each node (index 0 is node 1; 0 where it knows none), and a ticket that a later commit or finish hands back.
/// An answer of an incarnation that another node knows to be replaced does not count.
/// </summary>
public sealed record NodeView(long Incarnation, IReadOnlyList<long> KnownIncarnations, long Ticket)
{
    internal const int Fields = 2 + WireLimits.Nodes;

    /// <summary>Says nothing: used by refusals.</summary>
    public static NodeView Nothing { get; } = new(0, new long[WireLimits.Nodes], 0);

    internal void Write(ref FieldWriter writer)
    {
        writer.Long(Incarnation);
        writer.Long(Ticket);
        for (var i = 0; i < WireLimits.Nodes; i++)
            writer.Long(KnownIncarnations[i]);
    }

    internal static NodeView Read(ref FieldReader reader)
    {
        var incarnation = reader.Long(0, long.MaxValue);
        var ticket = reader.Long(0, long.MaxValue);
        var known = new long[WireLimits.Nodes];
        for (var i = 0; i < known.Length; i++)
            known[i] = reader.Long(0, long.MaxValue);
        return new NodeView(incarnation, known, ticket);
    }
}
