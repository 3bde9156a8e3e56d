using System.Text.Json.Serialization;

namespace DfsAspire.Client.Gateway.Api;

/// <summary>A file or folder. Programs rely on the names: add, never rename.</summary>
internal sealed record EntryShape(
    string Name, string Path, string Kind, long? Bytes, DateTime? Written, string? Etag, bool Complete, int? Survives, IReadOnlyList<IReadOnlyList<string>>? Holders);

/// <summary>What lies in a folder.</summary>
internal sealed record FolderShape(string Path, IReadOnlyList<EntryShape> Entries);

/// <summary>What a PUT rests on.</summary>
internal sealed record StoredShape(string Path, long Bytes, string Etag, IReadOnlyList<string> Nodes, int Loans);

/// <summary>What a copy or move is told.</summary>
internal sealed record TransferShape(string? From, string? To, bool Overwrite);

/// <summary>Versions that are kept: of a file, or what was deleted from a folder.</summary>
internal sealed record VersionsShape(string Path, IReadOnlyList<VersionShape> Versions);

/// <summary>One version of a path.</summary>
internal sealed record VersionShape(
    string Path, string Version, string Kind, long? Bytes, DateTime Written, bool Current, DateTime? Replaced, DateTime? KeptUntil, bool Moved, bool Complete, int? Survives);

/// <summary>What a restore is told.</summary>
internal sealed record RestoreShape(string? Path, string? Version);

/// <summary>What a restore did.</summary>
internal sealed record RestoredShape(string Path, int Restored, IReadOnlyList<string> Left);

/// <summary>How the four nodes are.</summary>
internal sealed record NodesShape(IReadOnlyList<NodeShape> Nodes);

/// <summary>How one node is.</summary>
internal sealed record NodeShape(
    int Number, string Name, string State, string? Fault, long? Parts, long? PartsMissing, long? PartsDamaged, long? PartsOnLoan, long? UsedBytes, long? FreeBytes,
    DateTime? CheckedSince);

/// <summary>How far a verification is, or what it found.</summary>
internal sealed record VerificationShape(
    string Path, string State, long Bytes, long? OfBytes, long? Files, long? Copies, IReadOnlyList<VerifyFaultShape>? Faults, IReadOnlyList<string>? NodesAway);

/// <summary>Something that is not as it should be.</summary>
internal sealed record VerifyFaultShape(string Path, int? Part, string? Node, string Reason);

/// <summary>An error (RFC 9457).</summary>
internal sealed record ProblemShape(string Type, string Title, int Status, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EntryShape))]
[JsonSerializable(typeof(FolderShape))]
[JsonSerializable(typeof(StoredShape))]
[JsonSerializable(typeof(TransferShape))]
[JsonSerializable(typeof(VersionsShape))]
[JsonSerializable(typeof(RestoreShape))]
[JsonSerializable(typeof(RestoredShape))]
[JsonSerializable(typeof(NodesShape))]
[JsonSerializable(typeof(VerificationShape))]
[JsonSerializable(typeof(ProblemShape))]
internal sealed partial class ApiShapes : JsonSerializerContext;
