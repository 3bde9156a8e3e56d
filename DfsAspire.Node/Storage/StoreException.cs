using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>
/// A request that the volume did not carry out. <see cref="Status"/> is what the reply carries; the message is for people, names the
/// path relative to the volume and holds no secret.
/// </summary>
public sealed class StoreException : Exception
{
    /// <summary>Creates the exception with its status and its message for people.</summary>
    public StoreException(Status status, string message, Exception? innerException = null) : base(message, innerException) =>
        Status = status;

    /// <summary>Creates the exception for a failing volume.</summary>
    public StoreException() : this(Status.VolumeFailing, "The volume failed.")
    {
    }

    /// <summary>Creates the exception for a failing volume, with its message.</summary>
    public StoreException(string message) : this(Status.VolumeFailing, message)
    {
    }

    /// <summary>Creates the exception for a failing volume, with its message and cause.</summary>
    public StoreException(string message, Exception innerException) : this(Status.VolumeFailing, message, innerException)
    {
    }

    /// <summary>How the request ended; never <see cref="Status.Ok"/>.</summary>
    public Status Status { get; }
}
