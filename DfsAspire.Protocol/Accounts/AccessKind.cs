namespace DfsAspire.Protocol.Accounts;

/// <summary>With what somebody logs in. Sent: numbers are never reused.</summary>
public enum AccessKind : byte
{
    /// <summary>With the password.</summary>
    Password = 0,

    /// <summary>With the recovery key.</summary>
    Recovery = 1,

    /// <summary>As another node of the cluster, with the secret that the two share. No account is asked.</summary>
    Node = 2,
}
