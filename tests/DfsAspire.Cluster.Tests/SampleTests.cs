using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;

namespace DfsAspire.Cluster.Tests;

/// <summary>The sample program of the documents (docs/samples), as a process of its own.</summary>
public sealed class SampleTests(TestCluster cluster) : ClusterTest(cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly string Program = typeof(SampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "SampleProgram").Value!;

    [Fact]
    public async Task The_sample_keeps_and_gives_back_files()
    {
        var nodes = Cluster.Addresses.Select(node => string.Create(CultureInfo.InvariantCulture, $"{node.Host}:{node.Port}"));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { ArgumentList = { "exec", Program }, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.Next()}");
        start.Environment["ConnectionStrings__dfs"] = $"Nodes={string.Join(',', nodes)};User=alice";
        start.Environment["Dfs__Client__dfs__Password"] = TestCluster.AlicePassword;
        using var process = Process.Start(start)!;
        using var leash = new Leash(process);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(start.Environment["ASPNETCORE_URLS"]!) };
            await Eventually.TrueAsync("the sample is healthy", Patience, () => IsHealthyAsync(http));
            var content = Bytes.Of(300_000, seed: 6);

            using var put = await http.PutAsync($"/files/{Folder}/a name.bin", new ByteArrayContent(content), Cancellation);
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);
            Assert.Equal(content, await http.GetByteArrayAsync($"/files/{Folder}/a name.bin", Cancellation));
            Assert.Equal(["a name.bin"], (await http.GetFromJsonAsync<string[]>($"/folders/{Folder}", Cancellation))!);
            using var missing = await http.GetAsync($"/files/{Folder}/none", Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health", Cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
