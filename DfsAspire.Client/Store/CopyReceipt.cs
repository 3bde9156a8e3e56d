using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>What an acknowledged COPY or MOVE of a file rests on; the path is the new one.</summary>
public sealed record CopyReceipt : WriteReceipt
{
    /// <summary>The path that the content was taken from.</summary>
    public required StorePath From { get; init; }

    /// <summary>Which version of that path it was.</summary>
    public required Stamp SourceStamp { get; init; }

    /// <summary>Plaintext bytes of the file, none of which was moved.</summary>
    public required long Length { get; init; }

    /// <summary>True when a MOVE left something at its old path that was written there meanwhile.</summary>
    public bool IsSourceNewer { get; init; }
}

/// <summary>What a COPY or MOVE of a file or of a whole folder did.</summary>
public sealed record TreeReceipt
{
    /// <summary>What was copied or moved.</summary>
    public required StorePath From { get; init; }

    /// <summary>Where it is now.</summary>
    public required StorePath To { get; init; }

    /// <summary>Files that were copied or moved.</summary>
    public long Files { get; init; }

    /// <summary>Folders that were copied or moved.</summary>
    public long Folders { get; init; }

    /// <summary>Plaintext bytes of the files.</summary>
    public long Bytes { get; init; }

    /// <summary>Paths where a MOVE left what was written meanwhile, and folders that hold such.</summary>
    public IReadOnlyList<StorePath> Left { get; init; } = [];

    /// <summary>Nodes that were away or failed on the way. What was done is whole all the same.</summary>
    public IReadOnlyList<NodeFault> Faults { get; init; } = [];
}
