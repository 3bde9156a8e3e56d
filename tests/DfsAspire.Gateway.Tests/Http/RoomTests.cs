using System.Net;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Transfer;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Gateway.Tests.Http;

/// <summary>What the gateway keeps of bodies on their way has an end, on the disk and in memory.</summary>
public sealed class RoomTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    // Of one user.
    private const int Room = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Bodies_on_their_way_take_no_more_room_than_is_set()
    {
        await using var own = await RunningGateway.StartAsync(Cluster.Addresses, new Dictionary<string, string?> { ["Dfs:UploadRoom"] = "2 MB" });
        var alice = own.Client();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync(alice, "large", new ByteArrayContent(new byte[Room + 1])));
        using var endless = new MemoryStream(new byte[3 * Room]);
        using var unknown = new HttpRequestMessage(HttpMethod.Put, new Uri(own.Root, In("unknown").Value)) { Content = new StreamContent(endless) };
        unknown.Headers.TransferEncodingChunked = true;
        using (var answer = await alice.SendAsync(unknown, HttpCompletionOption.ResponseHeadersRead, Cancellation))
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);

        // Somebody sends slowly; meanwhile there is room for little only.
        var (sent, rest) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var slow = new StreamThatWaits(new byte[Room - 1000], sent, rest.Task);
        var first = PutAsync(alice, "slow", new StreamContent(slow) { Headers = { ContentLength = Room - 1000 } });
        await sent.Task.WaitAsync(Cancellation);
        // Another upload would only be in its way.
        var room = (UploadRoom)own.Services.GetService(typeof(UploadRoom))!;
        await Eventually.TrueAsync("the slow one has its room", Patience, () => Task.FromResult(room.Taken == Room - 1000));
        using (var refused = await alice.PutAsync(new Uri(own.Root, In("other").Value), new ByteArrayContent(new byte[2000]), Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        Assert.Equal(HttpStatusCode.Created, await PutAsync(alice, "small", new ByteArrayContent(new byte[500])));
        // Half of what she leaves is anybody else's, however many they are.
        var bob = own.Client("bob", TestCluster.BobPassword);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync(bob, new Uri(own.Root, Folder.Value), new ByteArrayContent(new byte[Room])));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(bob, new Uri(own.Root, Folder.Value), new ByteArrayContent(new byte[Room / 2])));
        rest.SetResult();
        Assert.Equal(HttpStatusCode.Created, await first);
        Assert.Equal(HttpStatusCode.Created, await PutAsync(alice, "other", new ByteArrayContent(new byte[Room])));
        Assert.Equal(0, room.Taken);

        Task<HttpStatusCode> PutAsync(HttpClient http, string name, HttpContent content) => SendAsync(http, new Uri(own.Root, In(name).Value), content);
    }

    [Fact]
    public async Task Readers_share_a_bounded_memory_and_no_user_takes_all_of_it()
    {
        var time = new FakeTimeProvider();
        var room = new DownloadRoom(time);
        var held = new Stack<DownloadRoom.Place>();
        var (pieces, readers) = (0, 0);
        while (room.EnterAsync("alice", 100_000_000, Cancellation) is { IsCompleted: true } entered)
        {
            held.Push(await entered);
            pieces += held.Peek().Pieces;
            readers++;
        }

        Assert.InRange(pieces, 1, DownloadRoom.PiecesOfUser);
        Assert.InRange(readers, 64, DownloadRoom.PiecesOfUser);
        using var bob = await room.EnterAsync("bob", 100_000_000, Cancellation);
        Assert.InRange(bob.Pieces, 1, 4);

        // The one that the loop left waiting goes in when another leaves; a further one waits a while, and no longer.
        held.Pop().Dispose();
        var late = room.EnterAsync("alice", 1, Cancellation);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(503, (await Assert.ThrowsAsync<HttpRefusal>(() => late)).Status);
    }

    [Fact]
    public void Users_who_each_take_all_that_they_get_leave_memory_for_the_next()
    {
        var room = new DownloadRoom(new FakeTimeProvider());
        for (var user = 0; user < 8; user++)
        {
            var readers = 0;
            while (room.EnterAsync($"slow {user}", 100_000_000, Cancellation).IsCompletedSuccessfully)
                readers++;
            Assert.True(readers > 0, $"user {user} gets no place at all");
        }
    }

    [Fact]
    public async Task Who_waits_gets_the_place_of_who_leaves()
    {
        var room = new DownloadRoom(new FakeTimeProvider());
        var held = new Stack<DownloadRoom.Place>();
        Task<DownloadRoom.Place> waiting;
        while ((waiting = room.EnterAsync("alice", 100_000_000, Cancellation)).IsCompletedSuccessfully)
            held.Push(await waiting);
        using var leaving = new CancellationTokenSource();
        var left = room.EnterAsync("alice", 1, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        held.Pop().Dispose();
        held.Push(await waiting.WaitAsync(Patience, Cancellation));
        while (held.TryPop(out var place))
            place.Dispose();
        for (var reader = 0; reader < DownloadRoom.PiecesOfUser; reader++)
            Assert.True(room.EnterAsync("bob", 1, Cancellation).IsCompletedSuccessfully, "a place was not given back");
    }

    [Fact]
    public async Task A_small_file_takes_little_memory()
    {
        var room = new DownloadRoom(TimeProvider.System);

        using var small = await room.EnterAsync("alice", 1000, Cancellation);
        using var large = await room.EnterAsync("alice", 100 * RangePieces.Bytes, Cancellation);

        Assert.Equal((1, 4), (small.Pieces, large.Pieces));
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, Uri to, HttpContent content)
    {
        using var answer = await http.PutAsync(to, content, Cancellation);
        return answer.StatusCode;
    }

    private sealed class StreamThatWaits(byte[] content, TaskCompletionSource halfway, Task rest) : ReadOnceStream
    {
        private int _position;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_position >= content.Length / 2)
            {
                halfway.TrySetResult();
                await rest.WaitAsync(cancellationToken);
            }

            var taken = Math.Min(buffer.Length, content.Length - _position);
            content.AsMemory(_position, taken).CopyTo(buffer);
            _position += taken;
            return taken;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
