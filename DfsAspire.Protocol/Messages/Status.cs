namespace DfsAspire.Protocol.Messages;

/// <summary>How a request ended. Sent: numbers are never reused.</summary>
public enum Status : ushort
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>A commit found a higher stamp at the path; for its writer this counts as taken.</summary>
    Superseded = 1,

    /// <summary>Nothing of that name is here.</summary>
    NotFound = 10,

    /// <summary>The node does not hold that part.</summary>
    PartMissing = 11,

    /// <summary>The node holds that part, but it is damaged.</summary>
    PartDamaged = 12,

    /// <summary>A commit's parts are not staged here, or do not match the entry.</summary>
    NotStaged = 13,

    /// <summary>The content was closed: its writer may not commit it any more.</summary>
    Closed = 14,

    /// <summary>A commit or finish rests on a state answer that is too old.</summary>
    StaleTicket = 15,

    /// <summary>The path holds something that the request does not go with.</summary>
    Conflict = 16,

    /// <summary>An entry or account is not signed by whom it must be, or contradicts itself.</summary>
    InvalidSignature = 17,

    /// <summary>What arrived does not have the checksum that its sender gave.</summary>
    ChecksumMismatch = 18,

    /// <summary>User name or password is wrong, or the account is disabled.</summary>
    WrongCredentials = 20,

    /// <summary>The account may not do this.</summary>
    Forbidden = 21,

    /// <summary>The node's volume belongs to no cluster yet.</summary>
    NotFounded = 22,

    /// <summary>The node's volume belongs to a cluster already.</summary>
    AlreadyFounded = 23,

    /// <summary>Not the opening of this protocol.</summary>
    WrongMagic = 30,

    /// <summary>The other side speaks another protocol version.</summary>
    WrongVersion = 31,

    /// <summary>The node belongs to another cluster.</summary>
    WrongCluster = 32,

    /// <summary>The request could not be read.</summary>
    Malformed = 33,

    /// <summary>The request's kind is not known.</summary>
    UnknownRequest = 34,

    /// <summary>A length is above its limit.</summary>
    TooLarge = 35,

    /// <summary>The node speaks TLS on this port, and the connection began without it.</summary>
    TlsRequired = 36,

    /// <summary>The volume is full.</summary>
    OutOfSpace = 40,

    /// <summary>The volume cannot be read or written.</summary>
    VolumeFailing = 41,

    /// <summary>Too many connections or staged bytes; try again later.</summary>
    Busy = 42,

    /// <summary>The node is stopping.</summary>
    Stopping = 43,

    /// <summary>The request's deadline passed.</summary>
    DeadlinePassed = 44,

    /// <summary>The node is copying the catalog and gives no answers yet.</summary>
    NotReady = 45,

    /// <summary>The user may keep no more.</summary>
    QuotaExceeded = 46,

    /// <summary>The content's key is wrapped by a master key that the user has replaced: load the account again and wrap it anew.</summary>
    OldMasterKey = 47,

    /// <summary>The node failed in a way that it did not expect; its log says more.</summary>
    InternalError = 99,
}
