using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DfsAspire.Protocol.Tests.Repository;

/// <summary>The list of packages that people read is the list that is restored.</summary>
public sealed partial class DependenciesTests
{
    private static IEnumerable<string> Pinned =>
        XDocument.Load(Path.Combine(Checkout.Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value);

    private static IEnumerable<string> Listed => File.ReadLines(Path.Combine(Checkout.Root, "docs", "dependencies.md"))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .SelectMany(line => Code().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value));

    [Fact]
    public void Every_package_has_its_reason_written_down() => Assert.Equal(
        Pinned.Order(StringComparer.Ordinal), Listed.Where(package => !package.StartsWith("Aspire.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_project_is_locked()
    {
        var projects = XDocument.Load(Path.Combine(Checkout.Root, "DfsAspire.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value).ToList();
        Assert.NotEmpty(projects);
        Assert.All(projects, project => Assert.True(File.Exists(Path.Combine(Checkout.Root, Path.GetDirectoryName(project)!, "packages.lock.json")), project));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
