namespace DfsAspire.Protocol.Framing;

/// <summary>Bytes that are not what the protocol or a stored format says they must be.</summary>
public sealed class MalformedMessageException : Exception
{
    /// <summary>Creates the exception with its message for people.</summary>
    public MalformedMessageException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a default message.</summary>
    public MalformedMessageException() : base("The bytes are not a valid message.")
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public MalformedMessageException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
