using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// What the node may be asked already. A volume that was made anew answers nothing before it has copied the others' catalogs. One that was
/// there before answers nothing before it has compared with two others how far it was, so that an old copy brings nothing back; only where
/// fewer than two others run it answers as it is. It takes no writes before that, nor before it has compared the accounts: a changed password must hold there too.
/// </summary>
internal sealed class NodeReadiness(Volume volume)
{
    private volatile NodeStore? _accountsCompared;
    private volatile NodeStore? _alone;
    private volatile NodeStore? _compared;
    private int _draining;

    /// <summary>True when the node knows no other nodes, so that there is nobody to compare anything with.</summary>
    public bool IsAlone { get; set; }

    /// <summary>What keeps the volume from serving at all; null when nothing does.</summary>
    public string? Fault { get; set; }

    /// <summary>Why users are not answered; null when they are.</summary>
    public string? WhySilent => Fault ?? volume.Store switch
    {
        { IsDistrustInherited: true } => "its catalog was found damaged before it was started, and it looks through it once more first",
        { Distrust: { } fault } => $"its catalog is damaged ({fault}), and it waits for two other nodes from which it can copy theirs",
        { Identity: var identity } => WhyNotYet(identity),
    };

    /// <summary>How far the node is with being drained.</summary>
    public Draining Draining => (Draining)Volatile.Read(ref _draining);

    /// <summary>Why no writes are taken; null when they are.</summary>
    public string? WhyReadOnly => WhyUnsure ?? (Draining == Draining.Done ? "it was drained, to be stopped" : null);

    /// <summary>Why no parts of a content are taken of which there are none here; null when they are.</summary>
    public string? WhyTakesNoParts => WhyReadOnly ?? (Draining == Draining.UnderWay ? "it is being drained, to be stopped" : null);

    /// <summary>Why the node does not do everything; null when it does.</summary>
    public string? Why => WhyTakesNoParts ?? volume.Store.WhyFull;

    /// <summary>What keeps the node from being sure that it is up to date; null when nothing does.</summary>
    public string? WhyUnsure => WhySilent ?? (IsAlone || !volume.Store.Identity.IsFounded || (ReferenceEquals(_accountsCompared, volume.Store) && IsVolumeCompared)
        ? null
        : "it has just started and compares its volume and its accounts with two other nodes first");

    /// <summary>True when the others remember no more of the volume than it held when it was opened. It may have been put back from a copy otherwise.</summary>
    public bool IsVolumeCompared => ReferenceEquals(_compared, volume.Store);

    /// <summary>The same in one word.</summary>
    public NodeState State => this switch
    {
        { Fault: not null } => NodeState.Failing,
        _ when volume.Store is { Distrust: not null } or { Identity.IsSettled: false } => NodeState.Copying,
        { Why: not null } => NodeState.ReadOnly,
        _ => NodeState.Ready,
    };

    /// <summary>No new parts are taken from now on.</summary>
    public void BeginDrain() => Interlocked.CompareExchange(ref _draining, (int)Draining.UnderWay, (int)Draining.No);

    /// <summary>No writes are taken from now on, unless the drain was taken back.</summary>
    public void NoteDrained() => Interlocked.CompareExchange(ref _draining, (int)Draining.Done, (int)Draining.UnderWay);

    /// <summary>Takes a drain back.</summary>
    public void EndDrain() => Volatile.Write(ref _draining, (int)Draining.No);

    /// <summary>The volume as it was opened last is as far as the others remember.</summary>
    public void NoteVolumeCompared(NodeStore store) => _compared = store;

    /// <summary>Fewer than two others run, so that there is nobody to compare the volume with.</summary>
    public void NoteFewOthers(NodeStore store) => _alone = store;

    /// <summary>Others run by now, and what they remember has to be heard first.</summary>
    public void NoteOthers() => _alone = null;

    /// <summary>The accounts are those that two others have.</summary>
    public void NoteAccountsCompared(NodeStore store) => _accountsCompared = store;

    private string? WhyNotYet(VolumeIdentity identity) => identity switch
    {
        { IsSettled: false } => "its volume was replaced or put back from a copy, and it is copying the catalogs of the other nodes",
        { IsFounded: true } when !IsAlone && !IsVolumeCompared && !ReferenceEquals(_alone, volume.Store) =>
            "it has just started and compares its volume with what the other nodes remember of it first",
        _ => null,
    };
}
