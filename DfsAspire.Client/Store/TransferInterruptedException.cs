namespace DfsAspire.Client.Store;

/// <summary>A transfer that was cancelled and that the same call continues where it stopped. The message says how far it was.</summary>
public sealed class TransferInterruptedException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public TransferInterruptedException() : base("Interrupted. The same command continues there.")
    {
    }

    /// <summary>Creates the exception with its message for people.</summary>
    public TransferInterruptedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public TransferInterruptedException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
