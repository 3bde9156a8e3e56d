using System.Reflection;

namespace DfsAspire.Gateway.Tests.Deploy;

/// <summary>The repository, and what docs/operations.md says to type.</summary>
internal static class OperationsPage
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = typeof(OperationsPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    /// <summary>The page.</summary>
    public static string Text { get; } = File.ReadAllText(Path.Combine(Root, "docs", "operations.md"));

    /// <summary>A file of deploy/.</summary>
    public static string Deployed(string file) => File.ReadAllText(Path.Combine(Root, "deploy", file));

    /// <summary>The blocks of commands below a heading, up to the next one.</summary>
    public static IReadOnlyList<string> CommandsBelow(string heading)
    {
        var start = Text.IndexOf($"\n{heading}\n", StringComparison.Ordinal) + heading.Length;
        var section = Text[start..Text.IndexOf("\n##", start, StringComparison.Ordinal)];
        return [.. section.Split("```sh\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];
    }
}
