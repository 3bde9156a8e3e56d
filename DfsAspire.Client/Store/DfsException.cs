namespace DfsAspire.Client.Store;

/// <summary>An operation of the store that did not succeed. The message is for people: what happened, to which path and node, and what to do.</summary>
public sealed class DfsException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DfsException(DfsFault fault, string message, Exception? innerException = null) : base(message, innerException) => Fault = fault;

    /// <summary>Creates the exception with a default message.</summary>
    public DfsException() : this(DfsFault.Refused, "The store refused the operation.")
    {
    }

    /// <summary>Creates the exception with its message for people.</summary>
    public DfsException(string message) : this(DfsFault.Refused, message)
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public DfsException(string message, Exception innerException) : this(DfsFault.Refused, message, innerException)
    {
    }

    /// <summary>What kind of failure it is.</summary>
    public DfsFault Fault { get; }

    /// <summary>The nodes that failed on the way, where the message does not name them.</summary>
    public IReadOnlyList<NodeFault> Faults { get; init; } = [];

    /// <summary>True when the same call may succeed later without anything being changed by hand but nodes coming back.</summary>
    public bool IsTransient => Fault is DfsFault.QuorumRefused or DfsFault.OutcomeOpen or DfsFault.Incomplete;
}
