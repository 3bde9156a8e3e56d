namespace DfsAspire.Protocol.Lines;

/// <summary>A line to a node was reached and not used: it is not as safe as it must be. The message says why and what to do, and goes behind the node's name.</summary>
public sealed class LineRefusedException : Exception
{
    /// <summary>Creates the exception with its message for people.</summary>
    public LineRefusedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a default message.</summary>
    public LineRefusedException() : base("is not reached over a safe line")
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public LineRefusedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
