using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Repair;

/// <summary>Everything that repair says in the log; event ids from 4000.</summary>
internal static partial class RepairLog
{
    [LoggerMessage(4001, LogLevel.Warning,
        "The volume of node {Node} is older than others remember: it is incarnation {Mine} at {Sequence}, they know {Known} at {KnownSequence}. It begins anew and copies their catalogs before it answers.")]
    public static partial void VolumeIsOld(this ILogger log, int node, long mine, long sequence, long known, long knownSequence);

    [LoggerMessage(4013, LogLevel.Warning,
        "Another node remembers a newer volume of node {Node} (incarnation {Known} at {KnownSequence}; this one is {Mine} at {Sequence}). One node's word is not enough for this volume to begin anew.")]
    public static partial void OneRemembersMore(this ILogger log, int node, long mine, long sequence, long known, long knownSequence);

    [LoggerMessage(4002, LogLevel.Warning,
        "The volume of node {Node} is empty, and the others of cluster {Cluster} know an older one. It joins them and copies their catalogs before it answers.")]
    public static partial void VolumeIsNew(this ILogger log, int node, Guid cluster);

    [LoggerMessage(4003, LogLevel.Error, "Node {Node} does not join: the other nodes do not agree on the administrator's account.")]
    public static partial void AdministratorsDiffer(this ILogger log, int node);

    [LoggerMessage(4004, LogLevel.Information, "Node {Node} has copied the catalogs of {Count} other nodes and answers from now on.")]
    public static partial void CatalogsCopied(this ILogger log, int node, int count);

    [LoggerMessage(4005, LogLevel.Information, "Repair goes on without node {Node} in this round: {Reason}")]
    public static partial void PeerFailed(this ILogger log, int node, string reason);

    [LoggerMessage(4006, LogLevel.Warning, "An entry of {User} at {Path} from node {Node} was not taken: {Reason}")]
    public static partial void EntryNotAdopted(this ILogger log, int node, string user, string path, string reason);

    [LoggerMessage(4007, LogLevel.Warning, "Part {Part} of content {Content} could not be brought back: {Reason}")]
    public static partial void PartNotRestored(this ILogger log, int part, ContentId content, string reason);

    [LoggerMessage(4008, LogLevel.Warning, "A round of repair ended early: {Reason}")]
    public static partial void RoundFailed(this ILogger log, string reason);

    [LoggerMessage(4009, LogLevel.Warning, "The scrub stopped: {Reason}")]
    public static partial void ScrubFailed(this ILogger log, string reason);

    [LoggerMessage(4012, LogLevel.Warning,
        "Dfs:Repair:ForTests is set: this node forgets deletions sooner than is safe. Take the setting away unless this is a test.")]
    public static partial void LimitsAreLifted(this ILogger log);

    [LoggerMessage(4014, LogLevel.Warning,
        "The disk has {Free} bytes free. Below {Least}, replaced and deleted contents are not kept for {Set}: those replaced before {Moment:u} go. Make room, or set Dfs:Repair:LeastFreeBytes lower.")]
    public static partial void SpaceIsScarce(this ILogger log, long free, long least, DateTimeOffset moment, TimeSpan set);

    [LoggerMessage(4015, LogLevel.Information, "The disk has {Free} bytes free again. Replaced and deleted contents are kept for {Set}.")]
    public static partial void SpaceIsThereAgain(this ILogger log, long free, TimeSpan set);

    [LoggerMessage(4011, LogLevel.Error, "The volume of node {Node} belongs to cluster {Mine}, but other nodes belong to {Others}. Give each node its own volume back.")]
    public static partial void VolumeIsForeign(this ILogger log, int node, Guid mine, string others);

    [LoggerMessage(4016, LogLevel.Error, "A round of repair ended in a way that was not expected; the next one begins as always")]
    public static partial void RoundBroke(this ILogger log, Exception fault);

    [LoggerMessage(4017, LogLevel.Error, "The scrub stopped in a way that was not expected; it goes on when it is due again")]
    public static partial void ScrubBroke(this ILogger log, Exception fault);

    [LoggerMessage(4018, LogLevel.Warning,
        "Node {Node} has an account '{User}' that was made apart from the one that counts on the other nodes. It gives it up, and begins anew from their catalogs.")]
    public static partial void AccountGivenUp(this ILogger log, int node, string user);

    [LoggerMessage(4019, LogLevel.Warning,
        "Nodes have different accounts '{User}': they were made at the same time, or while one was away. Node {Node} goes by the one that most nodes have, as soon as all four can be heard.")]
    public static partial void AccountsDiffer(this ILogger log, int node, string user);
}
