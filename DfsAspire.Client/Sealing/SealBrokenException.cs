using System.Security.Cryptography;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// What was sealed does not open: it was altered, cut, taken from another place, or the key is not the one it was sealed
/// with. Nothing of it may be used.
/// </summary>
public sealed class SealBrokenException : CryptographicException
{
    /// <summary>An exception without a message of its own.</summary>
    public SealBrokenException()
    {
    }

    /// <summary>An exception that says what did not open.</summary>
    public SealBrokenException(string message) : base(message)
    {
    }

    /// <summary>An exception that says what did not open, and what was met on trying.</summary>
    public SealBrokenException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
