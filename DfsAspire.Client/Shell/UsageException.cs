namespace DfsAspire.Client.Shell;

/// <summary>A command that was given in a way it cannot be carried out; the message says how to give it.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Creates the exception with its message for people.</summary>
    public UsageException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a default message.</summary>
    public UsageException() : this("The command cannot be carried out as given.")
    {
    }

    /// <summary>Creates the exception with its message and cause.</summary>
    public UsageException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
