using System.Net;
using DfsAspire.Client.Shell;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>The picture of the prompt in the README; made anew with DFS_WRITE_DOCS=1.</summary>
public sealed class TerminalPictureTests(TestCluster cluster, SharedGateway gateway, Browser browser) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task The_prompt_is_shown_as_it_is()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DFS_WRITE_DOCS") == "1", "DFS_WRITE_DOCS=1 makes the pictures.");
        var directory = Directory.CreateTempSubdirectory("dfs-picture-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(directory, "report.pdf"), Bytes.Of(3_000_000, seed: 1), Cancellation);
        var configuration = Path.Combine(directory, "dfs.conf");
        await File.WriteAllLinesAsync(
            configuration, [.. Cluster.Addresses.Select(node => $"Server {node.Name} {node.Host}:{node.Port}"), "Username: bob", $"Password: {TestCluster.BobPassword}"], Cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var screen = new StringWriter { NewLine = "\n" };
        using var all = TextWriter.Synchronized(screen);
        string[] typed = ["PUT report.pdf docs/", "MKDIR photos", "LIST", "list -l docs", "<node4 dies>", "GET report.pdf docs/", "STATUS"];
        await ShellProgram.RunAsync(
            [],
            new ShellSurroundings
            {
                In = new Typist(typed, all, () => Cluster.Kill(4)),
                Out = all,
                Error = all,
                WorkingDirectory = directory,
                ApplicationData = Path.Combine(directory, "application-data"),
                Variable = _ => null,
                Connect = async (options, cancellationToken) => new ConnectedStore(await DfsClient.ConnectAsync(options, cancellationToken)),
            },
            Cancellation);
        await Cluster.RestoreAsync();

        var page = await browser.OpenAsync(Gateway.Root, new() { ViewportSize = new() { Width = 1100, Height = 900 } });
        await page.SetContentAsync(
            $"<pre style='margin:0;padding:18px;display:inline-block;background:#17181c;color:#e3e3e3;font:15px/1.35 DejaVu Sans Mono,monospace'>{WebUtility.HtmlEncode(screen.ToString().Replace(directory, "/home/bob", StringComparison.Ordinal))}</pre>");
        await page.Locator("pre").ScreenshotAsync(new() { Path = Path.Combine(PictureTests.Images, "prompt.png") });
        await page.Context.CloseAsync();
        Directory.Delete(directory, recursive: true);
    }

    // A terminal shows what is typed, after the prompt.
    private sealed class Typist(IEnumerable<string> lines, TextWriter screen, Action dies) : TextReader
    {
        private readonly Queue<string> _lines = new(lines);

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            if (!_lines.TryDequeue(out var line))
                return ValueTask.FromResult<string?>(null);
            if (line.StartsWith('<'))
            {
                dies();
                return ReadLineAsync(cancellationToken);
            }

            screen.WriteLine($"dfs> {line}");
            return ValueTask.FromResult<string?>(line);
        }
    }
}
