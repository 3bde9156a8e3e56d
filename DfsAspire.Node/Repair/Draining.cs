namespace DfsAspire.Node.Repair;

/// <summary>How far a node is with being drained.</summary>
internal enum Draining
{
    /// <summary>It takes writes.</summary>
    No,

    /// <summary>It takes no new parts; writes that have begun come to their end.</summary>
    UnderWay,

    /// <summary>It takes no writes.</summary>
    Done,
}
