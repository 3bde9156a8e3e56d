namespace DfsAspire.Node.Hosting;

/// <summary>The node cannot start with the settings it was given; the message names each of them and what it must be.</summary>
public sealed class NodeOptionsException : Exception
{
    /// <summary>Creates the exception with its message for people.</summary>
    public NodeOptionsException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a default message.</summary>
    public NodeOptionsException() : base("The node's settings are not valid.")
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public NodeOptionsException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
