using System.Net;

namespace DfsAspire.Gateway.Tests.Web;

/// <summary>Memory does not grow with what is uploaded.</summary>
public sealed class LargeUploadTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const long Length = 200_000_000;
    private const long MostGrowth = 100_000_000;
    private const long Step = 10_000_000;

    [Fact]
    public async Task Two_hundred_megabytes_go_through_the_pages_door_with_flat_memory()
    {
        using var browser = await PageClient.LogInAsync(Gateway.Root);
        await browser.SendAsync(HttpMethod.Put, $"/api/v1/files/{In("small")}", new ByteArrayContent(Bytes.Of(5_000_000, 1)), ("X-Dfs-Token", browser.Token));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        // What is held, not what a collector of this machine's size has not come to yet.
        await using var content = new CountedStream(Length, Step, () => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)));
        using var body = new StreamContent(content, 128 * 1024);
        body.Headers.ContentLength = Length;

        using var answer = await browser.SendAsync(HttpMethod.Put, $"/api/v1/files/{In("large")}", body, ("X-Dfs-Token", browser.Token));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.InRange(most - before, long.MinValue, MostGrowth);
    }

    /// <summary>Bytes that nobody keeps.</summary>
    private sealed class CountedStream(long length, long step, Action look) : ReadOnceStream
    {
        private long _position;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_position / step != (_position + count) / step)
                look();
            var taken = (int)Math.Min(count, length - _position);
            buffer.AsSpan(offset, taken).Fill((byte)_position);
            _position += taken;
            return taken;
        }
    }
}
