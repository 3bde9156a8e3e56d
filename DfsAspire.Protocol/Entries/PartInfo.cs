namespace DfsAspire.Protocol.Entries;

/// <summary>What an entry says of one part: its length in bytes and the XxHash128 of those bytes.</summary>
public readonly record struct PartInfo(long Length, UInt128 Checksum);
