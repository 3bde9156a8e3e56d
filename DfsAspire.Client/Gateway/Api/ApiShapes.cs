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

/// <summary>How the four nodes are.</summary>
internal sealed record NodesShape(IReadOnlyList<NodeShape> Nodes);

/// <summary>How one node is.</summary>
internal sealed record NodeShape(
    int Number, string Name, string State, string? Fault, long? Parts, long? PartsMissing, long? PartsDamaged, long? PartsOnLoan, long? UsedBytes, long? FreeBytes,
    DateTime? CheckedSince);

/// <summary>An error (RFC 9457).</summary>
internal sealed record ProblemShape(string Type, string Title, int Status, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EntryShape))]
[JsonSerializable(typeof(FolderShape))]
[JsonSerializable(typeof(StoredShape))]
[JsonSerializable(typeof(TransferShape))]
[JsonSerializable(typeof(NodesShape))]
[JsonSerializable(typeof(ProblemShape))]
internal sealed partial class ApiShapes : JsonSerializerContext;
