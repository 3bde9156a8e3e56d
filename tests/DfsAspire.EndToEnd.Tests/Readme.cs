using System.Reflection;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>The commands that the README shows, by the heading above them.</summary>
internal static class Readme
{
    /// <summary>The directory that holds the README.</summary>
    public static string Root { get; } = typeof(Readme).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    /// <summary>Reads the blocks of shell commands, in their order.</summary>
    public static IReadOnlyList<(string Heading, string Commands)> Commands()
    {
        var blocks = new List<(string, string)>();
        var heading = "";
        List<string>? block = null;
        foreach (var line in File.ReadLines(Path.Combine(Root, "README.md")))
        {
            if (block is null && line.StartsWith("## ", StringComparison.Ordinal))
                heading = line[3..];
            else if (line == "```sh")
                block = [];
            else if (line == "```" && block is not null)
            {
                blocks.Add((heading, string.Join('\n', block)));
                block = null;
            }
            else
                block?.Add(line);
        }

        return blocks;
    }
}
