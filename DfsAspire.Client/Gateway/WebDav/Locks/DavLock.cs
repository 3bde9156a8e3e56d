using System.Xml.Linq;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav.Locks;

/// <summary>A write lock of RFC 4918, sections 6 and 7.</summary>
internal sealed record DavLock
{
    /// <summary>The URI that names it.</summary>
    public string Token { get; } = $"urn:uuid:{Guid.NewGuid():D}";

    /// <summary>In whose tree it lies.</summary>
    public required string User { get; init; }

    /// <summary>What it was taken on.</summary>
    public required StorePath Root { get; init; }

    /// <summary>False when others may hold one on the same resource.</summary>
    public required bool IsExclusive { get; init; }

    /// <summary>Whether it covers everything below <see cref="Root"/> too.</summary>
    public required bool IsDeep { get; init; }

    /// <summary>What the client said of its owner, as it came; null for nothing.</summary>
    public required XElement? Owner { get; init; }

    /// <summary>When it ends, if nobody refreshes it.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Whether it covers a path.</summary>
    public bool Covers(StorePath path) => Root == path || (IsDeep && IsBelow(path, Root));

    /// <summary>Whether a path lies somewhere in a folder.</summary>
    public static bool IsBelow(StorePath path, StorePath folder) =>
        path != folder && (folder.IsRoot || path.Value.StartsWith($"{folder.Value}/", StringComparison.Ordinal));
}
