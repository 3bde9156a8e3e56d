using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Node.Storage;

/// <summary>Which part is being staged, for which write.</summary>
internal sealed record StageRequest(string User, ContentId Content, StorePath Path, int Part, bool IsLoan, long Length)
{
    /// <summary>The part's name among all.</summary>
    public PartKey Key => new(User, Content, Part);

    /// <summary>The part, for messages.</summary>
    public override string ToString() => $"part {Part} of {Path}";

    /// <summary>Whether what has come of it is kept when its sender is lost.</summary>
    public bool IsResumable => Length >= NodeStore.ResumableBytes;
}
