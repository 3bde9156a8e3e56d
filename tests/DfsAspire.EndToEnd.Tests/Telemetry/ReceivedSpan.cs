using System.Diagnostics;
using System.Globalization;

namespace DfsAspire.EndToEnd.Tests.Telemetry;

/// <summary>A span as it came over OTLP.</summary>
/// <param name="Service">The program that made it: <c>service.name</c>.</param>
/// <param name="Trace">The trace's id.</param>
/// <param name="Id">The span's id.</param>
/// <param name="Parent">The parent's id; null for a root.</param>
/// <param name="Name">The span's name.</param>
/// <param name="Kind">On which side of a request it was made.</param>
/// <param name="IsError">It ended in an error.</param>
/// <param name="Attributes">Text, number or truth by name.</param>
public sealed record ReceivedSpan(
    string Service, string Trace, string Id, string? Parent, string Name, ActivityKind Kind, bool IsError, IReadOnlyDictionary<string, object> Attributes)
{
    /// <summary>An attribute's value; null when the span has none of this name.</summary>
    public object? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    /// <summary>Whether it has this name, or one that begins with it and goes on with where, or which part.</summary>
    public bool IsAbout(string name) => Name == name || Name.StartsWith($"{name} ", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Service}: {Name}{(IsError ? " (error)" : "")} {string.Join(' ', Attributes.Select(one => $"{one.Key}={one.Value}"))}");
}
