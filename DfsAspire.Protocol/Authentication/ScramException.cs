namespace DfsAspire.Protocol.Authentication;

/// <summary>Why an authentication came to nothing.</summary>
public enum ScramFailure
{
    /// <summary>A message is not one of RFC 5802, goes beyond a limit, or does not belong to this exchange.</summary>
    Malformed = 0,

    /// <summary>The message asks for something that is not supported: another channel binding, another identity, a mandatory extension.</summary>
    Unsupported = 1,

    /// <summary>The client's proof does not match: wrong password or unknown user. The server never says which.</summary>
    Refused = 2,

    /// <summary>The server could not prove that it knows the user's verifier: it is not the node it claims to be.</summary>
    ServerNotProven = 3,

    /// <summary>The server asks for fewer rounds than are safe, or for more than are sensible.</summary>
    UnsafeParameters = 4,

    /// <summary>The client's proof is bound to another connection than the one it came on: somebody may sit in between.</summary>
    OtherChannel = 5,
}

/// <summary>The only exception that a SCRAM exchange throws for what the other side sent. The exchange is over.</summary>
/// <param name="failure">Why it came to nothing.</param>
/// <param name="message">The same for people. It never holds a password, a proof or a key.</param>
public sealed class ScramException(ScramFailure failure, string message) : Exception(message)
{
    /// <summary>Why the authentication came to nothing.</summary>
    public ScramFailure Failure { get; } = failure;
}
