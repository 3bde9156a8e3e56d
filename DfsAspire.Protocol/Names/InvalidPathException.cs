namespace DfsAspire.Protocol.Names;

/// <summary>A path that the store does not take; the message says which and why.</summary>
public sealed class InvalidPathException : ArgumentException
{
    /// <summary>Creates the exception with its message for people.</summary>
    public InvalidPathException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a default message.</summary>
    public InvalidPathException() : base("The path is not valid.")
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public InvalidPathException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
