namespace DfsAspire.Protocol.Accounts;

/// <summary>How much a user may keep: plaintext bytes and files of the newest versions. Null is no limit.</summary>
/// <param name="Bytes">The most plaintext bytes.</param>
/// <param name="Files">The most files.</param>
public readonly record struct Quota(long? Bytes, long? Files)
{
    /// <summary>No limit at all.</summary>
    public static Quota None => default;

    /// <summary>True when nothing is limited.</summary>
    public bool IsNone => Bytes is null && Files is null;
}
