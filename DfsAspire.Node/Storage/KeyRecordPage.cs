using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Storage;

/// <summary>Key records under older master keys, as <see cref="KeyRecordsReply"/> tells them.</summary>
public sealed record KeyRecordPage(long MasterKey, long Taken, ContentId Last, IReadOnlyList<ContentKeyRecord> Records);
