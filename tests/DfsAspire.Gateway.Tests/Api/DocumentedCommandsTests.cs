using System.Diagnostics;
using System.Reflection;

namespace DfsAspire.Gateway.Tests.Api;

/// <summary>The commands that the documents show for the REST API and for WebDAV, run as they stand there.</summary>
public sealed class DocumentedCommandsTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const string Rclone = "rclone";

    private static readonly byte[] Report = Bytes.Of(2000, 1);

    [Fact]
    public async Task Every_command_of_the_rest_api_works()
    {
        Assert.SkipUnless(Programs.IsInstalled("curl") && Programs.IsInstalled("sh"), "There is no curl.");
        var place = await MakePlaceAsync();
        var (code, output) = await RunAsync(place, (await BlocksAsync("## The REST API"))[0].Replace("docs/2026", $"{Folder}/2026", StringComparison.Ordinal));

        Assert.True(code == 0, output);
        Assert.Equal(Report[..100], await File.ReadAllBytesAsync(Path.Combine(place, "first-bytes"), Cancellation));
        Assert.Contains("\"survives\":1", output, StringComparison.Ordinal);
        Assert.Contains("\"node4\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_of_webdav_with_curl_works()
    {
        Assert.SkipUnless(Programs.IsInstalled("curl") && Programs.IsInstalled("sh"), "There is no curl.");
        var place = await MakePlaceAsync();
        var (code, output) = await RunAsync(
            place,
            (await BlocksAsync("## WebDAV"))[0]
                .Replace("dav/docs/", $"dav/{Folder}/", StringComparison.Ordinal)
                .Replace("dav/new/", $"dav/{Folder}/new/", StringComparison.Ordinal));

        Assert.True(code == 0, output);
        Assert.Equal(Report[1000..2000], await File.ReadAllBytesAsync(Path.Combine(place, "piece"), Cancellation));
        var client = await ConnectAsync();
        Assert.Equal(Report, await client.GetBytesAsync(In("new/report.pdf")));
    }

    [Fact]
    public async Task Every_command_of_rclone_works()
    {
        Assert.SkipUnless(Programs.IsInstalled(Rclone) && Programs.IsInstalled("sh"), "rclone is not installed: 'apt-get install rclone' brings it.");
        var place = await MakePlaceAsync();
        var tree = Directory.CreateDirectory(Path.Combine(place, "folder", "below")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(tree, "file"), Report, Cancellation);
        // What follows rclone's lines mounts as root, or asks.
        var lines = (await BlocksAsync("## WebDAV"))[1].Split('\n').Where(line => line.StartsWith(Rclone, StringComparison.Ordinal) || line.StartsWith("export ", StringComparison.Ordinal));
        var (code, output) = await RunAsync(place, string.Join('\n', lines).Replace("dfs:folder", $"dfs:{Folder}/folder", StringComparison.Ordinal));

        Assert.True(code == 0, output);
        Assert.Contains("1 matching files", output, StringComparison.Ordinal);
        var client = await ConnectAsync();
        Assert.Equal(Report, await client.GetBytesAsync(In("folder/below/file")));
    }

    private async Task<string> MakePlaceAsync()
    {
        var place = Directory.CreateDirectory(Local()).FullName;
        await File.WriteAllBytesAsync(Path.Combine(place, "report.pdf"), Report, Cancellation);
        // As a person has it who does not want to type the password: in a file of their own, here for this folder; or typed, for rclone.
        await File.WriteAllTextAsync(Path.Combine(place, ".curlrc"), $"user = \"alice:{TestCluster.AlicePassword}\"\n", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(place, "typed"), TestCluster.AlicePassword + "\n", Cancellation);
        return place;
    }

    private Task<(int Code, string Output)> RunAsync(string place, string script)
    {
        var shell = new ProcessStartInfo("sh");
        shell.Environment["CURL_HOME"] = place;
        shell.Environment["RCLONE_CONFIG"] = Path.Combine(place, "rclone.conf");
        var here = script
            .Replace("-u alice ", "", StringComparison.Ordinal)
            .Replace("curl ", "curl -fsS ", StringComparison.Ordinal)
            .Replace("http://localhost:5000", Gateway.Root.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        return Programs.RunAsync(shell, place, "-e", "-c", $"exec < typed\n{here}");
    }

    // The blocks of commands between a heading and the next one.
    private static async Task<IReadOnlyList<string>> BlocksAsync(string heading)
    {
        var root = typeof(DocumentedCommandsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        var page = await File.ReadAllTextAsync(Path.Combine(root, "docs", "gateway.md"), Cancellation);
        var section = page[(page.IndexOf($"{heading}\n", StringComparison.Ordinal) + heading.Length)..];
        section = section[..section.IndexOf("\n## ", StringComparison.Ordinal)];
        return [.. section.Split("```sh\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];
    }
}
