namespace DfsAspire.Client.Store;

/// <summary>Why an operation of the store failed.</summary>
public enum DfsFault
{
    /// <summary>The nodes refused user name and password.</summary>
    WrongCredentials,

    /// <summary>Too few nodes answer for this operation; nothing was changed.</summary>
    QuorumRefused,

    /// <summary>Too few nodes answered after the write had begun: it may or may not take effect.</summary>
    OutcomeOpen,

    /// <summary>Nothing lies at that path.</summary>
    NotFound,

    /// <summary>Not all parts of the file can be gathered from the nodes that answer.</summary>
    Incomplete,

    /// <summary>What the nodes hold is damaged or forged, on every node that holds it.</summary>
    Integrity,

    /// <summary>The path holds something that the operation does not go with, a folder for a file, say.</summary>
    Conflict,

    /// <summary>The input changed while it was being read.</summary>
    InputChanged,

    /// <summary>A node does not keep to the protocol, or belongs to another cluster.</summary>
    Protocol,

    /// <summary>The user may keep no more; nothing was changed.</summary>
    QuotaExceeded,

    /// <summary>The nodes refused the request for another reason, which the message gives.</summary>
    Refused,

    /// <summary>Something lies at the target already, and nobody said that it may be overwritten; nothing was changed.</summary>
    AlreadyExists,
}
