using System.Xml.Linq;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Locks;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>Who writes where locks are submits their tokens (RFC 4918, section 7).</summary>
internal static class LockRule
{
    /// <summary>What lies at a path is to be written.</summary>
    /// <exception cref="HttpRefusal">A lock covers it whose token was not submitted.</exception>
    public static void NeedWrite(DavCall call, StorePath path) => Need(call, path, call.Locks.Covering(call.Store.User, path));

    /// <summary>A member of a folder is to come or go.</summary>
    /// <exception cref="HttpRefusal">A lock covers the folder whose token was not submitted.</exception>
    public static void NeedMembership(DavCall call, StorePath member) => NeedWrite(call, member.Folder);

    /// <summary>A path and all that lies below it are to be removed or replaced.</summary>
    /// <exception cref="HttpRefusal">A lock covers some of it whose token was not submitted.</exception>
    public static void NeedTree(DavCall call, StorePath path)
    {
        NeedWrite(call, path);
        NeedMembership(call, path);
        foreach (var root in call.Locks.Below(call.Store.User, path).GroupBy(held => held.Root))
            Need(call, root.Key, [.. root]);
    }

    private static void Need(DavCall call, StorePath path, IReadOnlyList<DavLock> locks)
    {
        var submitted = call.If?.Tokens.ToHashSet(StringComparer.Ordinal) ?? [];
        var missing = locks.Where(held => held.IsExclusive && !submitted.Contains(held.Token)).ToList();
        // Of several shared locks one is enough.
        var shared = locks.Where(held => !held.IsExclusive).ToList();
        if (shared.Count > 0 && !shared.Exists(held => submitted.Contains(held.Token)))
            missing.AddRange(shared);
        if (missing.Count > 0)
            throw new HttpRefusal(StatusCodes.Status423Locked, $"'{path}' is locked, and the request does not submit the lock's token.")
            {
                Condition = new XElement(DavXml.Dav + "lock-token-submitted", LockXml.Href(path)),
            };
    }
}
