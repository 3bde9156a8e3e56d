namespace DfsAspire.Client.Shell.Doctor;

/// <summary>Whether this program and the nodes are of one release.</summary>
internal static class VersionCheck
{
    /// <summary>The version of this program, such as <c>1.2.3</c>.</summary>
    public static string Own { get; } = typeof(VersionCheck).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>What is to say of the nodes that answered.</summary>
    /// <param name="own">This program's version.</param>
    /// <param name="programs">Each node's name, and what it said that it runs.</param>
    public static Finding Of(string own, IReadOnlyList<(string Node, string Program)> programs)
    {
        var versions = programs.ToLookup(said => VersionIn(said.Program), said => said.Node);
        if (versions.Count == 0)
            return new Finding(FindingLevel.Good, $"version: {own} here; no node said its own", null);
        if (versions.Count == 1 && versions.Contains(own))
            return new Finding(FindingLevel.Good, $"version: {own}, here and on {string.Join(' ', versions[own])}", null);
        var theirs = string.Join(", ", versions.OrderBy(version => version.Key, StringComparer.Ordinal).Select(version => $"{version.Key} on {string.Join(' ', version)}"));
        return new Finding(
            FindingLevel.Warning, $"versions differ: {own} here, {theirs}", "Bring all to one release, nodes first and one after the other: docs/operations.md, \"Upgrading\".");
    }

    private static string VersionIn(string program) => program[(program.LastIndexOf(' ') + 1)..];
}
