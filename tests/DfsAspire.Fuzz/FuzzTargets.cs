using DfsAspire.Fuzz.Targets;

namespace DfsAspire.Fuzz;

/// <summary>Every parser that reads what somebody else wrote.</summary>
internal static class FuzzTargets
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        BoundaryTarget.Target, RequestsTarget.Target, RepliesTarget.Target, PeerMessagesTarget.Target, ChunksTarget.Target, WireTarget.Target,
        ScramServerTarget.Target, ScramClientTarget.Target, ScramEndTarget.Target, EntryTarget.Target, AccountTarget.Target, CredentialsTarget.Target, TrailerTarget.Target,
        KeyRecordTarget.Target, KeyringTarget.Target, SegmentsTarget.Target, LanesTarget.Target, ResumeRecordTarget.Target, JournalTarget.Target,
        ConfigurationTarget.Target, NodeOptionsTarget.Target, PathsTarget.Target, RecoveredNamesTarget.Target, HttpKeyTarget.Target,
        PromptTarget.Target, DisplayTextTarget.Target, IfHeaderTarget.Target, DavUrlTarget.Target, DavXmlTarget.Target,
        ArchiveNamesTarget.Target, LocalUrlTarget.Target, RecoveryKeyTarget.Target, RangeTarget.Target, ApiJsonTarget.Target, EncryptedNamesTarget.Target, HiddenLengthTarget.Target,
        UploadFormTarget.Target,
    ];
}
