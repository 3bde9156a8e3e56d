using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// The highest stamp of one path, from what nodes say of it. The word of one node is enough up to a day ahead of the clock. Beyond that
/// a stamp counts when the user has signed it or a second node names it or a higher one: else a single node could use up all stamps there are.
/// </summary>
/// <remarks>
/// A stamp that somebody was told of was synced by three nodes, so that among any three answers two know it, or an entry that carries it.
/// </remarks>
internal sealed class HighestStamp(TimeProvider time)
{
    /// <summary>What is wrong with a node that alone names a stamp far ahead.</summary>
    public const string DoubtfulReason = "names a stamp from the far future that no other node knows";

    private static readonly TimeSpan Trusted = TimeSpan.FromDays(1);

    private readonly Dictionary<NodeClient, Stamp> _said = [];
    private Stamp _signed;

    /// <summary>Notes what a node says.</summary>
    public void Add(NodeClient node, Stamp said) => _said[node] = Stamp.Max(said, _said.GetValueOrDefault(node));

    /// <summary>Notes the stamp of a genuine entry.</summary>
    public void AddSigned(Stamp stamp) => _signed = Stamp.Max(_signed, stamp);

    /// <summary>The highest stamp that counts.</summary>
    public Stamp Value
    {
        get
        {
            var limit = Stamp.Above(Stamp.None, time.GetUtcNow() + Trusted, Guid.Empty);
            var near = _said.Values.Where(said => said <= limit).Aggregate(_signed, Stamp.Max);
            var far = _said.Values.Where(said => said > limit).Order().ToList();
            return far.Count < 2 ? near : Stamp.Max(near, far[^2]);
        }
    }

    /// <summary>The nodes that name a higher one, with nobody to vouch for it.</summary>
    public IReadOnlyList<NodeClient> Doubtful
    {
        get
        {
            var value = Value;
            return [.. _said.Where(said => said.Value > value).Select(said => said.Key)];
        }
    }
}
