namespace DfsAspire.Client.Sealing;

/// <summary>One of a user's master keys. Whoever holds the key clears it.</summary>
/// <param name="Number">Its number, which key records name.</param>
/// <param name="Key">32 bytes.</param>
internal readonly record struct MasterKey(long Number, byte[] Key);
