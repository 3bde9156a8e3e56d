namespace DfsAspire.Protocol.Messages;

/// <summary>What a node may be asked. Numbers are sent: only added, never reused.</summary>
public enum NodeState
{
    /// <summary>It did not say: a node of an older release.</summary>
    Unknown = 0,

    /// <summary>Everything.</summary>
    Ready = 1,

    /// <summary>It answers and takes no writes: not yet, not any more, or none that need room on its disk.</summary>
    ReadOnly = 2,

    /// <summary>Nothing yet: its volume is new or was put back, and it copies the catalogs of the others first.</summary>
    Copying = 3,

    /// <summary>Nothing: something is wrong with its volume.</summary>
    Failing = 4,
}
