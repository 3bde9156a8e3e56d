namespace DfsAspire.Protocol.Wire;

/// <summary>The other side went away or fell silent in the middle of something. The connection is of no further use.</summary>
public sealed class ConnectionLostException : IOException
{
    /// <summary>Creates the exception with its message for people.</summary>
    public ConnectionLostException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a default message.</summary>
    public ConnectionLostException() : base("The connection was lost.")
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public ConnectionLostException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
