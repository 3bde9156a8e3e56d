using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using DfsAspire.Client.Recovery;
using DfsAspire.Client.Shell.Doctor;
using DfsAspire.Client.Shell.Trees;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Output;

/// <summary>What <c>--json</c> prints. Programs rely on the names: add, never rename. Control characters and all that is not ASCII are escaped.</summary>
internal static class JsonOutput
{
    /// <summary>The option that asks for it.</summary>
    public static Option<bool> Option() => new("--json") { Description = "JSON for programs." };

    public static string Of(FolderListing listing) => JsonSerializer.Serialize(
        new ListingJson(
            listing.Folder.Value,
            listing.MayBeOld,
            [.. listing.Entries.Select(Of)],
            [.. listing.Faults.Select(fault => new FaultJson(fault.Node, fault.Reason))]),
        JsonShapes.Default.ListingJson);

    public static string Of(StorePath folder, StoreTree tree) => JsonSerializer.Serialize(
        new ListingJson(folder.Value, tree.MayBeOld, [.. tree.Entries.Select(Of)], [.. tree.Faults.Select(fault => new FaultJson(fault.Node, fault.Reason))]),
        JsonShapes.Default.ListingJson);

    public static string Of(StorePath folder, IReadOnlyList<TreeShare> shares, StoreTree tree) => JsonSerializer.Serialize(
        new UseJson(
            folder.Value, tree.MayBeOld, shares.Sum(share => share.Bytes), shares.Sum(share => share.Files),
            [.. shares.Select(share => new ShareJson(share.Name, share.IsFolder ? "folder" : "file", share.Bytes, share.Files))]),
        JsonShapes.Default.UseJson);

    public static string Of(VerifyReport report) => JsonSerializer.Serialize(
        new VerifyJson(
            report.Files, report.Parts, report.Bytes,
            [.. report.Faults.Select(fault => new VerifyFaultJson(fault.Path.Value, fault.Part, fault.Node, fault.Reason))],
            [.. report.NodeFaults.Select(fault => new FaultJson(fault.Node, fault.Reason))]),
        JsonShapes.Default.VerifyJson);

    public static string Of(TreeReceipt receipt) => JsonSerializer.Serialize(
        new TreeJson(
            receipt.From.Value, receipt.To.Value, receipt.Files, receipt.Folders, receipt.Bytes, [.. receipt.Left.Select(path => path.Value)],
            [.. receipt.Faults.Select(fault => new FaultJson(fault.Node, fault.Reason))]),
        JsonShapes.Default.TreeJson);

    public static string Of(VersionListing listing) => JsonSerializer.Serialize(
        new VersionsJson(listing.Path.Value, listing.MayBeOld, [.. listing.Versions.Select(Of)], [.. listing.Faults.Select(fault => new FaultJson(fault.Node, fault.Reason))]),
        JsonShapes.Default.VersionsJson);

    public static string Of(StorePath folder, DeletedTree deleted) => JsonSerializer.Serialize(
        new VersionsJson(folder.Value, deleted.MayBeOld, [.. deleted.Entries.Select(Of)], [.. deleted.Faults.Select(fault => new FaultJson(fault.Node, fault.Reason))]),
        JsonShapes.Default.VersionsJson);

    public static string Of(AccountChangeJson change) => JsonSerializer.Serialize(change, JsonShapes.Default.AccountChangeJson);

    public static string Of(FoundingJson founding) => JsonSerializer.Serialize(founding, JsonShapes.Default.FoundingJson);

    public static string Of(ReceiptJson receipt) => JsonSerializer.Serialize(receipt, JsonShapes.Default.ReceiptJson);

    public static string Of(SyncReport report) => JsonSerializer.Serialize(
        new SyncJson(report.IsDry, report.Copied, report.Deleted, report.Unchanged, report.Failed), JsonShapes.Default.SyncJson);

    public static string StatOf(ListedEntry entry) => JsonSerializer.Serialize(Stat(entry), JsonShapes.Default.StatJson);

    public static string StatOf(IEnumerable<ListedEntry> entries) => JsonSerializer.Serialize(entries.Select(Stat).ToArray(), JsonShapes.Default.StatJsonArray);

    public static string Of(DoctorReport report) => JsonSerializer.Serialize(
        new DoctorJson(report.IsWell, [.. report.Findings.Select(finding => new FindingJson(finding.Level, finding.What, finding.Remedy))]), JsonShapes.Default.DoctorJson);

    public static string Of(IReadOnlyList<CopyReceipt> restored) => JsonSerializer.Serialize(
        new RestoredFilesJson([.. restored.Select(receipt => new RestoredFileJson(receipt.From.Value, receipt.Path.Value, receipt.SourceStamp.Writer.ToString("N"), receipt.Length, receipt.Nodes))]),
        JsonShapes.Default.RestoredFilesJson);

    public static string Of(StoreStatus status) => JsonSerializer.Serialize(
        new StatusJson(status.Cluster.ToString("N"), Of(status.Nodes)), JsonShapes.Default.StatusJson);

    public static string Of(RepairReceipt receipt) => JsonSerializer.Serialize(
        new RepairJson(receipt.IsWhole, Of(receipt.Before.Nodes), Of(receipt.After.Nodes)), JsonShapes.Default.RepairJson);

    public static string Of(RecoveryReport report) => JsonSerializer.Serialize(
        new RecoveryJson(
            report.IsWhole,
            [.. report.Paths.Select(path => new RecoveredJson(path.Path.Value, OutcomeOf(path), path.Bytes, path.WrittenAt?.UtcDateTime, path.Reason))],
            report.Notes),
        JsonShapes.Default.RecoveryJson);

    public static string Of(IReadOnlyList<UserReport> users) => JsonSerializer.Serialize(
        new UsersJson([.. users.Select(user => new UserJson(
            user.Name, UserTable.State(user.State), user.Use.Bytes, user.Use.Files, user.Quota.Bytes, user.Quota.Files, user.HasRecoveryKey))]),
        JsonShapes.Default.UsersJson);

    public static string Of(KeyRotationReport report) => JsonSerializer.Serialize(
        new KeyRotationJson(report.IsDone, report.MasterKey, report.Replaced, [.. report.Waiting.Select(fault => new FaultJson(fault.Node, fault.Reason))]),
        JsonShapes.Default.KeyRotationJson);

    private static StatJson Stat(ListedEntry entry) => new(
        entry.Path.Value, entry.IsFolder ? "folder" : "file", entry.IsFolder ? null : entry.Length, entry.WrittenAt.UtcDateTime, entry.Stamp.Writer.ToString("N"),
        entry.IsFolder ? null : entry.Content.ToString(), entry.IsFolder ? null : entry.Placement, entry.Holders, entry.IsComplete, entry.Survives);

    private static VersionJson Of(FileVersion version) => new(
        version.Path.Value, version.Id, version.IsFolder ? "folder" : "file", version.IsFolder ? null : version.Length, version.WrittenAt.UtcDateTime, version.IsCurrent,
        version.ReplacedAt?.UtcDateTime, version.KeptUntil?.UtcDateTime, version.IsMoved, version.IsComplete, version.Survives);

    private static EntryJson Of(ListedEntry entry) => new(
        entry.Path.Name, entry.Path.Value, entry.IsFolder ? "folder" : "file", entry.IsFolder ? null : entry.Length, entry.WrittenAt.UtcDateTime,
        entry.IsComplete, entry.Survives);

    private static string OutcomeOf(RecoveredPath path) => path.Outcome switch
    {
        RecoveryOutcome.Restored => "restored",
        RecoveryOutcome.RestoredOlder => "older",
        RecoveryOutcome.Folder => "folder",
        RecoveryOutcome.Deleted => "deleted",
        _ => "failed",
    };

    private static IReadOnlyList<NodeJson> Of(IReadOnlyList<NodeReport> nodes) => [.. nodes.Select(node => new NodeJson(
        node.Address.Number, node.Address.Name, node.Address.Host, node.Address.Port, node.Status is not null, NodeTable.State(node), node.Fault,
        node.Certificate?.ToString(), node.Status))];
}

internal sealed record ListingJson(string Folder, bool MayBeOld, IReadOnlyList<EntryJson> Entries, IReadOnlyList<FaultJson> Faults);

internal sealed record EntryJson(string Name, string Path, string Kind, long? Bytes, DateTime Written, bool Complete, int? Survives);

internal sealed record VersionsJson(string Path, bool MayBeOld, IReadOnlyList<VersionJson> Versions, IReadOnlyList<FaultJson> Faults);

internal sealed record VersionJson(
    string Path, string Version, string Kind, long? Bytes, DateTime Written, bool Current, DateTime? Replaced, DateTime? KeptUntil, bool Moved, bool Complete, int? Survives);

internal sealed record RestoredFilesJson(IReadOnlyList<RestoredFileJson> Files);

internal sealed record RestoredFileJson(string From, string Path, string Version, long Bytes, IReadOnlyList<string> Nodes);

internal sealed record ReceiptJson(IReadOnlyList<DoneJson> Done, IReadOnlyList<FailedJson> Failed, IReadOnlyList<FaultJson> Faults);

internal sealed record DoneJson(string Path, string? Kind, string? Local, long? Bytes, string? Version, IReadOnlyList<string>? Nodes);

internal sealed record FailedJson(string Name, string Reason);

internal sealed record SyncJson(bool DryRun, IReadOnlyList<string> Copied, IReadOnlyList<string> Deleted, int Unchanged, int Failed);

internal sealed record StatJson(
    string Path, string Kind, long? Bytes, DateTime Written, string Version, string? Content, int? Placement, IReadOnlyList<IReadOnlyList<string>>? Parts, bool Complete, int? Survives);

internal sealed record DoctorJson(bool Well, IReadOnlyList<FindingJson> Findings);

internal sealed record FindingJson(FindingLevel Level, string What, string? Remedy);

internal sealed record UseJson(string Folder, bool MayBeOld, long Bytes, long Files, IReadOnlyList<ShareJson> Entries);

internal sealed record ShareJson(string Name, string Kind, long Bytes, long Files);

internal sealed record FaultJson(string Node, string Reason);

internal sealed record VerifyJson(long Files, long Parts, long Bytes, IReadOnlyList<VerifyFaultJson> Faults, IReadOnlyList<FaultJson> NodeFaults);

internal sealed record VerifyFaultJson(string Path, int? Part, string? Node, string Reason);

internal sealed record TreeJson(
    string From, string To, long Files, long Folders, long Bytes, IReadOnlyList<string> Left, IReadOnlyList<FaultJson> Faults);

internal sealed record StatusJson(string Cluster, IReadOnlyList<NodeJson> Nodes);

internal sealed record NodeJson(int Number, string Name, string Host, int Port, bool Up, string State, string? Fault, string? Certificate, NodeStatus? Numbers);

internal sealed record RepairJson(bool Whole, IReadOnlyList<NodeJson> Before, IReadOnlyList<NodeJson> After);

internal sealed record RecoveryJson(bool Whole, IReadOnlyList<RecoveredJson> Paths, IReadOnlyList<string> Notes);

internal sealed record UsersJson(IReadOnlyList<UserJson> Users);

internal sealed record UserJson(string Name, string State, long Bytes, long Files, long? MostBytes, long? MostFiles, bool RecoveryKey);

/// <summary>What was done to whose account: <c>add</c>, <c>remove</c>, <c>passwd</c> and so on, as the command is called.</summary>
internal sealed record AccountChangeJson(string User, string Did, string? RecoveryKey = null);

internal sealed record FoundingJson(string Cluster, bool Founded, IReadOnlyList<string> AccountsMade);

internal sealed record KeyRotationJson(bool Done, long MasterKey, long Replaced, IReadOnlyList<FaultJson> Waiting);

internal sealed record RecoveredJson(string Path, string Outcome, long Bytes, DateTime? Written, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", UseStringEnumConverter = true)]
[JsonSerializable(typeof(ListingJson))]
[JsonSerializable(typeof(VersionsJson))]
[JsonSerializable(typeof(RestoredFilesJson))]
[JsonSerializable(typeof(ReceiptJson))]
[JsonSerializable(typeof(SyncJson))]
[JsonSerializable(typeof(StatJson))]
[JsonSerializable(typeof(StatJson[]))]
[JsonSerializable(typeof(DoctorJson))]
[JsonSerializable(typeof(UseJson))]
[JsonSerializable(typeof(StatusJson))]
[JsonSerializable(typeof(RepairJson))]
[JsonSerializable(typeof(VerifyJson))]
[JsonSerializable(typeof(TreeJson))]
[JsonSerializable(typeof(RecoveryJson))]
[JsonSerializable(typeof(UsersJson))]
[JsonSerializable(typeof(AccountChangeJson))]
[JsonSerializable(typeof(FoundingJson))]
[JsonSerializable(typeof(KeyRotationJson))]
internal sealed partial class JsonShapes : JsonSerializerContext;
