using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Storage;

/// <summary>Which part is being staged, for which write.</summary>
internal sealed record StageRequest(string User, ContentId Content, StorePath Path, int Part, bool IsLoan, long Length);
