namespace DfsAspire.Protocol.Accounts;

/// <summary>What an account may do. Stored and sent: numbers are never reused.</summary>
public enum AccountRole : byte
{
    /// <summary>Keeps files under its own root.</summary>
    User = 1,

    /// <summary>Signs accounts. Owns no files and can read none.</summary>
    Administrator = 2,
}
