using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// What the node may be asked already. A volume that was made anew answers nothing before it has copied the others' catalogs, and a
/// node that was away takes no writes before it has compared its accounts with two others: a changed password must hold there too.
/// </summary>
internal sealed class NodeReadiness(Volume volume)
{
    private volatile bool _accountsCompared;

    /// <summary>True when the node knows no other nodes, so that there is nobody to compare anything with.</summary>
    public bool IsAlone { get; set; }

    /// <summary>What keeps the volume from serving at all; null when nothing does.</summary>
    public string? Fault { get; set; }

    /// <summary>Why users are not answered; null when they are.</summary>
    public string? WhySilent => Fault ?? (volume.Store.Identity.IsSettled
        ? null
        : "its volume was replaced or put back from a copy, and it is copying the catalogs of the other nodes");

    /// <summary>Why no writes are taken; null when they are.</summary>
    public string? WhyReadOnly => WhySilent ?? (IsAlone || _accountsCompared || !volume.Store.Identity.IsFounded
        ? null
        : "it has just started and compares its accounts with two other nodes first");

    /// <summary>The same in one word.</summary>
    public NodeState State => this switch
    {
        { Fault: not null } => NodeState.Failing,
        { WhySilent: not null } => NodeState.Copying,
        { WhyReadOnly: not null } => NodeState.ReadOnly,
        _ => NodeState.Ready,
    };

    /// <summary>The accounts are those that two others have.</summary>
    public void NoteAccountsCompared() => _accountsCompared = true;
}
