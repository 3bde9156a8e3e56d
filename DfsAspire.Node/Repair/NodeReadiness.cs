using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// What the node may be asked already. A volume that was made anew answers nothing before it has copied the others' catalogs, and a
/// node that was away takes no writes before it has compared with two others how far its volume was, so that an old copy is found out,
/// and which accounts there are: a changed password must hold there too.
/// </summary>
internal sealed class NodeReadiness(Volume volume)
{
    private volatile bool _accountsCompared;
    private volatile NodeStore? _compared;

    /// <summary>True when the node knows no other nodes, so that there is nobody to compare anything with.</summary>
    public bool IsAlone { get; set; }

    /// <summary>What keeps the volume from serving at all; null when nothing does.</summary>
    public string? Fault { get; set; }

    /// <summary>Why users are not answered; null when they are.</summary>
    public string? WhySilent => Fault ?? (volume.Store.Identity.IsSettled
        ? null
        : "its volume was replaced or put back from a copy, and it is copying the catalogs of the other nodes");

    /// <summary>Why no writes are taken; null when they are.</summary>
    public string? WhyReadOnly => WhySilent ?? (IsAlone || !volume.Store.Identity.IsFounded || (_accountsCompared && IsVolumeCompared)
        ? null
        : "it has just started and compares its volume and its accounts with two other nodes first");

    /// <summary>True when the others remember no more of the volume than it held when it was opened. It may have been put back from a copy otherwise.</summary>
    public bool IsVolumeCompared => ReferenceEquals(_compared, volume.Store);

    /// <summary>The same in one word.</summary>
    public NodeState State => this switch
    {
        { Fault: not null } => NodeState.Failing,
        { WhySilent: not null } => NodeState.Copying,
        { WhyReadOnly: not null } => NodeState.ReadOnly,
        _ => NodeState.Ready,
    };

    /// <summary>The volume as it was opened last is as far as the others remember.</summary>
    public void NoteVolumeCompared(NodeStore store) => _compared = store;

    /// <summary>The accounts are those that two others have.</summary>
    public void NoteAccountsCompared() => _accountsCompared = true;
}
