namespace DfsAspire.Protocol.Accounts;

/// <summary>What a user keeps: plaintext bytes and number of the files that paths hold now.</summary>
/// <param name="Bytes">Plaintext bytes.</param>
/// <param name="Files">Files.</param>
public readonly record struct AccountUse(long Bytes, long Files);
