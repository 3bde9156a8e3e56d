namespace DfsAspire.Protocol.Accounts;

/// <summary>Whether an account may be used. Stored and sent: numbers are never reused.</summary>
public enum AccountState : byte
{
    /// <summary>Its user may log in.</summary>
    Enabled = 1,

    /// <summary>Nobody may log in; everything is kept.</summary>
    Disabled = 2,

    /// <summary>Gone for good: nobody logs in, and the nodes let go of what it held. The name is not given away again.</summary>
    Removed = 3,
}
