using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile;

/// <summary>Who asks what. A kind that is added must be put somewhere here, and then has lies, or a reason why not.</summary>
internal static class Kinds
{
    /// <summary>Requests that a user's client sends in the course of <see cref="Lying.Attack"/>.</summary>
    public static readonly IReadOnlyList<MessageKind> AskedByUsers =
    [
        MessageKind.Hello, MessageKind.Authenticate, MessageKind.Prove, MessageKind.GetAccount, MessageKind.GetState, MessageKind.ListFolder,
        MessageKind.FetchPart, MessageKind.StagePart, MessageKind.PlaceStamp, MessageKind.Commit, MessageKind.Finish, MessageKind.Discard,
        MessageKind.CheckPart, MessageKind.GetNodeStatus,
    ];

    /// <summary>Those that have plays of their own, because other commands or a past mishap bring them about.</summary>
    public static readonly IReadOnlyList<MessageKind> AskedByUsersAtTimes =
        [MessageKind.ListVersions, MessageKind.GetContent, MessageKind.GetStaged, MessageKind.RepairNow, MessageKind.ConfirmParts, MessageKind.PutCredentials, MessageKind.GetKeyRecords, MessageKind.PutKeyRecords];

    /// <summary>Asked by the administrator's tools.</summary>
    public static readonly IReadOnlyList<MessageKind> AskedToAdminister = [MessageKind.PutAccount, MessageKind.ListAccounts];

    /// <summary>Asked by the founding step only, of nodes that hold nothing yet.</summary>
    public static readonly IReadOnlyList<MessageKind> AskedToFound = [MessageKind.Found];

    /// <summary>Asked by nodes of each other; no user's client reads the replies.</summary>
    public static readonly IReadOnlyList<MessageKind> AskedByNodes =
        [MessageKind.Introduce, MessageKind.GetChanges, MessageKind.GetUse, MessageKind.CloseContent, MessageKind.GetStamps];

    /// <summary>Not requests.</summary>
    public static readonly IReadOnlyList<MessageKind> NotAsked = [MessageKind.ContentsEnd, MessageKind.SignOfLife, MessageKind.Refusal];

    /// <summary>All that are asked.</summary>
    public static IEnumerable<MessageKind> Requests => [.. AskedByUsers, .. AskedByUsersAtTimes, .. AskedToAdminister, .. AskedToFound, .. AskedByNodes];
}
