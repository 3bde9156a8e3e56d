namespace DfsAspire.Protocol.Messages;

/// <summary>The first field of every message. Numbers are never reused; a reply's is its request's plus 128.</summary>
public enum MessageKind : byte
{
    /// <summary>Opens a connection.</summary>
    Hello = 1,

    /// <summary>First SCRAM message of the client.</summary>
    Authenticate = 2,

    /// <summary>Final SCRAM message of the client.</summary>
    Prove = 3,

    /// <summary>Checksum of the contents that ended just before.</summary>
    ContentsEnd = 4,

    /// <summary>"Still working": keeps the other side from giving up.</summary>
    SignOfLife = 5,

    /// <summary>Stores one part of a content, invisible until an entry is committed.</summary>
    StagePart = 10,

    /// <summary>Keeps a write's stamp with its stage.</summary>
    PlaceStamp = 11,

    /// <summary>Makes a staged write visible.</summary>
    Commit = 12,

    /// <summary>Hands on an entry that was found half done.</summary>
    Finish = 13,

    /// <summary>Asks what a path holds.</summary>
    GetState = 14,

    /// <summary>Asks what a folder holds.</summary>
    ListFolder = 15,

    /// <summary>Reads a part, or bytes of it.</summary>
    FetchPart = 16,

    /// <summary>Drops what its writer has staged and never committed.</summary>
    Discard = 17,

    /// <summary>Re-reads a part and compares it with its checksum.</summary>
    CheckPart = 18,

    /// <summary>Asks what is staged of a content, whole or in part.</summary>
    GetStaged = 19,

    /// <summary>Asks how the node is.</summary>
    GetNodeStatus = 20,

    /// <summary>Tells a node that parts which came to it from one other node are authentic.</summary>
    ConfirmParts = 21,

    /// <summary>Asks which replaced and deleted versions a node still keeps.</summary>
    ListVersions = 22,

    /// <summary>Asks what a node has of one content, whether a path names it or not.</summary>
    GetContent = 23,

    /// <summary>Keeps an account.</summary>
    PutAccount = 30,

    /// <summary>Asks for one account.</summary>
    GetAccount = 31,

    /// <summary>Asks for all accounts.</summary>
    ListAccounts = 32,

    /// <summary>Keeps the credentials that a user has changed.</summary>
    PutCredentials = 33,

    /// <summary>Asks for key records under older master keys.</summary>
    GetKeyRecords = 34,

    /// <summary>Puts newly wrapped key records in the place of older ones.</summary>
    PutKeyRecords = 35,

    /// <summary>Makes an empty volume part of a new cluster.</summary>
    Found = 40,

    /// <summary>A node tells another whose volume it has.</summary>
    Introduce = 50,

    /// <summary>A node asks for the entries that another took.</summary>
    GetChanges = 51,

    /// <summary>A node asks what another knows of contents.</summary>
    GetUse = 52,

    /// <summary>Takes from a content's writer the right to commit it.</summary>
    CloseContent = 53,

    /// <summary>A node asks which entries another holds at some paths.</summary>
    GetStamps = 54,

    /// <summary>Asks a node to begin a round of repair at once.</summary>
    RepairNow = 55,

    /// <summary>Answers <see cref="Hello"/>.</summary>
    Welcome = Hello + 128,

    /// <summary>Answers <see cref="Authenticate"/>.</summary>
    AuthenticateReply = Authenticate + 128,

    /// <summary>Answers <see cref="Prove"/>.</summary>
    ProveReply = Prove + 128,

    /// <summary>Answers <see cref="StagePart"/>.</summary>
    StageReply = StagePart + 128,

    /// <summary>Answers <see cref="PlaceStamp"/>.</summary>
    StampReply = PlaceStamp + 128,

    /// <summary>Answers <see cref="Commit"/>.</summary>
    CommitReply = Commit + 128,

    /// <summary>Answers <see cref="Finish"/>.</summary>
    FinishReply = Finish + 128,

    /// <summary>Answers <see cref="GetState"/>.</summary>
    StateReply = GetState + 128,

    /// <summary>Answers <see cref="ListFolder"/>.</summary>
    ListReply = ListFolder + 128,

    /// <summary>Answers <see cref="FetchPart"/>.</summary>
    FetchReply = FetchPart + 128,

    /// <summary>Answers <see cref="Discard"/>.</summary>
    DiscardReply = Discard + 128,

    /// <summary>Answers <see cref="CheckPart"/>.</summary>
    CheckReply = CheckPart + 128,

    /// <summary>Answers <see cref="GetStaged"/>.</summary>
    StagedReply = GetStaged + 128,

    /// <summary>Answers <see cref="GetNodeStatus"/>.</summary>
    NodeStatusReply = GetNodeStatus + 128,

    /// <summary>Answers <see cref="ConfirmParts"/>.</summary>
    ConfirmReply = ConfirmParts + 128,

    /// <summary>Answers <see cref="ListVersions"/>.</summary>
    VersionsReply = ListVersions + 128,

    /// <summary>Answers <see cref="GetContent"/>.</summary>
    ContentReply = GetContent + 128,

    /// <summary>Answers <see cref="PutAccount"/>.</summary>
    PutAccountReply = PutAccount + 128,

    /// <summary>Answers <see cref="GetAccount"/>.</summary>
    AccountReply = GetAccount + 128,

    /// <summary>Answers <see cref="ListAccounts"/>.</summary>
    AccountsReply = ListAccounts + 128,

    /// <summary>Answers <see cref="PutCredentials"/>.</summary>
    PutCredentialsReply = PutCredentials + 128,

    /// <summary>Answers <see cref="GetKeyRecords"/>.</summary>
    KeyRecordsReply = GetKeyRecords + 128,

    /// <summary>Answers <see cref="PutKeyRecords"/>.</summary>
    PutKeyRecordsReply = PutKeyRecords + 128,

    /// <summary>Answers <see cref="Found"/>.</summary>
    FoundReply = Found + 128,

    /// <summary>Answers <see cref="Introduce"/>.</summary>
    IntroduceReply = Introduce + 128,

    /// <summary>Answers <see cref="GetChanges"/>.</summary>
    ChangesReply = GetChanges + 128,

    /// <summary>Answers <see cref="GetUse"/>.</summary>
    UseReply = GetUse + 128,

    /// <summary>Answers <see cref="CloseContent"/>.</summary>
    CloseReply = CloseContent + 128,

    /// <summary>Answers <see cref="GetStamps"/>.</summary>
    StampsReply = GetStamps + 128,

    /// <summary>Answers <see cref="RepairNow"/>.</summary>
    RepairReply = RepairNow + 128,

    /// <summary>Answers a request that could not be read or is not known.</summary>
    Refusal = 255,
}
