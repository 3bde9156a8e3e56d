using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>What the catalog knows of a part. Stored: numbers are never reused.</summary>
internal enum PartState
{
    /// <summary>Synced, not yet committed.</summary>
    Staged = 1,

    /// <summary>Committed and, as far as known, whole.</summary>
    Held = 2,

    /// <summary>Asked for by a committed entry, and not here.</summary>
    Missing = 3,

    /// <summary>Here, and found to be other bytes than it should be.</summary>
    Damaged = 4,
}

/// <summary>One part and whose content it belongs to.</summary>
internal sealed record KeptPart(string User, ContentId Content, PartRow Row);

/// <summary>One part of one content on this node.</summary>
/// <param name="Part">Its number, 1 to 4.</param>
/// <param name="State">What is known of it.</param>
/// <param name="IsLoan">True when it belongs to another node.</param>
/// <param name="Info">Length and checksum of its contents.</param>
/// <param name="Trailer">Bytes of the trailer behind the contents; 0 before the commit.</param>
/// <param name="File">Where it lies, relative to the volume; empty when it is missing.</param>
internal sealed record PartRow(int Part, PartState State, bool IsLoan, PartInfo Info, int Trailer, string File);
