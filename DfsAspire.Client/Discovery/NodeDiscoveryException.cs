namespace DfsAspire.Client.Discovery;

/// <summary>A node's address is not among the settings. The message names the setting that is missing.</summary>
public sealed class NodeDiscoveryException : Exception
{
    /// <summary>Creates the exception with its message for people.</summary>
    public NodeDiscoveryException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a default message.</summary>
    public NodeDiscoveryException() : this("A node's address is not among the settings.")
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public NodeDiscoveryException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
