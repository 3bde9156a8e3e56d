using System.IO.Hashing;
using System.Net.Sockets;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class StopTests
{
    [Fact]
    public async Task A_stop_finishes_the_stage_in_flight_and_closes_idle_connections_at_once()
    {
        await using var node = await RunningNode.StartAsync();
        using var idle = await node.LogInAsync(node.Alice);
        using var busy = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 500_000);
        busy.Writer.Write(file.Stage(2));
        busy.Writer.BeginContents(file.Part(2).Length);
        await busy.WriteContentsAsync(file.Part(2).AsMemory(0, 200_000));
        var incoming = Path.Combine(node.VolumePath, ".dfs", "incoming");
        await Eventually.TrueAsync(() => Task.FromResult(Directory.GetFiles(incoming).Length == 1));

        var stopped = node.StopAsync();
        await idle.WhenClosedAsync();
        Assert.False(stopped.IsCompleted);
        await Assert.ThrowsAnyAsync<SocketException>(node.ConnectAsync);
        await busy.WriteContentsAsync(file.Part(2).AsMemory(200_000));
        await busy.Writer.SendAsync(new ContentsEnd(XxHash128.HashToUInt128(file.Part(2))), TestContext.Current.CancellationToken);

        Assert.Equal(Status.Ok, (await busy.ReadAsync<StageReply>()).Outcome.Status);
        await busy.WhenClosedAsync();
        await stopped;
        Assert.Single(Directory.GetFiles(node.VolumePath, $".*{file.Content}.2", SearchOption.AllDirectories));
    }
}
