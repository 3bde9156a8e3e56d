using System.Diagnostics;
using System.Reflection;

namespace DfsAspire.Gateway.Tests.Api;

/// <summary>The commands that the documents show for the REST API, run as they stand there.</summary>
public sealed class DocumentedCommandsTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const string Marker = "<!-- The commands of this block are run by a test. -->\n```sh\n";

    [Fact]
    public async Task Every_command_of_the_page_works()
    {
        Assert.SkipUnless(Programs.IsInstalled("curl") && Programs.IsInstalled("sh"), "There is no curl.");
        var root = typeof(DocumentedCommandsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        var page = await File.ReadAllTextAsync(Path.Combine(root, "docs", "gateway.md"), Cancellation);
        var start = page.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        var script = page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
        var place = Directory.CreateDirectory(Local()).FullName;
        await File.WriteAllBytesAsync(Path.Combine(place, "report.pdf"), Bytes.Of(1000, 1), Cancellation);
        // As a person has it who does not want to type the password: in a file of their own, here for this folder.
        await File.WriteAllTextAsync(Path.Combine(place, ".curlrc"), $"user = \"alice:{TestCluster.AlicePassword}\"\n", Cancellation);
        var shell = new ProcessStartInfo("sh");
        shell.Environment["CURL_HOME"] = place;
        var here = script
            .Replace("-u alice ", "", StringComparison.Ordinal)
            .Replace("http://localhost:5000", Gateway.Root.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("docs/2026", $"{Folder}/2026", StringComparison.Ordinal);

        var (code, output) = await Programs.RunAsync(shell, place, "-e", "-c", here);

        Assert.True(code == 0, output);
        Assert.Equal(Bytes.Of(1000, 1)[..100], await File.ReadAllBytesAsync(Path.Combine(place, "first-bytes"), Cancellation));
        Assert.Contains("\"survives\":1", output, StringComparison.Ordinal);
        Assert.Contains("\"node4\"", output, StringComparison.Ordinal);
    }
}
