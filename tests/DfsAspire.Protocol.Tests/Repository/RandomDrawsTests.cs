using System.Text.RegularExpressions;

namespace DfsAspire.Protocol.Tests.Repository;

/// <summary>Failed tests with real processes get a second go from .ci/run, those that draw at random excepted: and that they do only <c>Seeds.Draw()</c> tells it.</summary>
public sealed partial class RandomDrawsTests
{
    // Which port a node gets makes no other test of it.
    private static readonly string[] Excepted = ["Seeds.cs", "FreePorts.cs"];

    [Fact]
    public void Tests_that_get_a_second_go_draw_nothing_behind_its_back()
    {
        var projects = SecondGo().Match(File.ReadAllText(Path.Combine(Checkout.Root, ".ci", "run"))).Groups[1].Value.Split('|');
        Assert.Contains("Cluster", projects);
        var files = projects.SelectMany(project => Sources($"DfsAspire.{project}.Tests")).ToList();
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => !Excepted.Contains(Path.GetFileName(file)) && Draw().IsMatch(File.ReadAllText(file)));
    }

    private static IEnumerable<string> Sources(string project)
    {
        var directory = Path.Combine(Checkout.Root, "tests", project);
        return Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(directory, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
    }

    // The projects, as .ci/run names them in its pattern.
    [GeneratedRegex(@"\\\.\(([\w|]+)\)\\\.Tests")]
    private static partial Regex SecondGo();

    // What begins otherwise each time; a Random with a seed that is written down does not.
    [GeneratedRegex(@"\bTickCount|\bRandom\.Shared|\bnew Random\(\)|\bRandom \w+ = new\(\)")]
    private static partial Regex Draw();
}
