namespace DfsAspire.ServiceDefaults.Admission;

/// <summary>Why there is no place for one more connection.</summary>
/// <param name="Connections">How many there are.</param>
/// <param name="Of">Whose they are; null for those of all users.</param>
public sealed record Crowd(int Connections, string? Of);
