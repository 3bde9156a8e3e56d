using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>What re-reading a part from the disk showed.</summary>
/// <param name="Status">Ok when it is sound; PartMissing or PartDamaged otherwise.</param>
/// <param name="Text">Words for people when it is not sound.</param>
/// <param name="Size">Bytes of the part's contents; 0 when it is missing.</param>
public readonly record struct PartCheck(Status Status, string? Text, long Size);
