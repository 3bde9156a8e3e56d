using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DfsAspire.Client.Connections;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests;

/// <summary>Somebody sits between the client and the nodes, reads, changes, replays and redirects.</summary>
public sealed class OnPathTests(TestCluster cluster) : ClusterTest(cluster)
{
    // The version in the header of a side's first record, which "MUST be ignored for all purposes" (RFC 8446, section 5.1). All else is authenticated.
    private const long Meaningless = 2;

    private const int AtOnce = 16;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bit_flipped_anywhere_ends_the_session_before_anything_wrong_is_believed(bool toNode)
    {
        var client = await ConnectAsync();
        await client.PutBytesAsync(In("file"), [1, 2, 3]);
        using var login = new Login("alice", TestCluster.AlicePassword);
        var whole = await TrySessionAsync(login, toNode, flipAt: null);
        Assert.True(whole.IsWhole, whole.Reason);
        var survived = new ConcurrentBag<long>();
        var tried = 0;

        await Parallel.ForEachAsync(
            Offsets(whole.Bytes), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (offset, _) =>
            {
                Interlocked.Increment(ref tried);
                // Not every session has as many bytes: signatures of the handshake differ in length.
                if (await TrySessionAsync(login, toNode, offset) is { IsWhole: true, IsFlipped: true })
                    survived.Add(offset);
            });

        Assert.True(tried > 100, $"{tried} offsets of {whole.Bytes} bytes");
        Assert.All(survived, offset => Assert.Equal(Meaningless, offset));
    }

    [Theory]
    [InlineData(true, 30_000)]
    [InlineData(false, 30_000)]
    [InlineData(true, 700_000)]
    [InlineData(false, 700_000)]
    public async Task A_bit_flipped_in_a_transfer_costs_that_node_and_nothing_else(bool toNode, long offset)
    {
        var content = Bytes.Of(4_000_000, (int)offset);
        if (!toNode)
            await (await ConnectAsync()).PutBytesAsync(In("file"), content);
        var client = await ConnectThroughLinksAsync();
        var flipped = 0;
        Links.To(2).Passing = (_, goesToNode, from, piece) =>
        {
            if (goesToNode == toNode && Flip(piece, from, offset))
                flipped++;
        };

        var faults = toNode ? (await client.PutBytesAsync(In("file"), content)).Faults : (await client.GetAllAsync(In("file"))).Receipt.Faults;

        Assert.True(flipped > 0);
        Assert.Equal(["node2"], faults.Select(fault => fault.Node).Distinct());
        Links.To(2).Passing = null;
        Assert.Equal(content, await client.GetBytesAsync(In("file")));
    }

    [Fact]
    public async Task Who_ends_tls_in_between_gets_no_session_at_the_node()
    {
        await using var between = new Between(Cluster);
        var refused = await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => between.ConnectAsync(pins: null));
        Assert.Equal("Invalid Username/Password. Please try again.", refused.Message);
        foreach (var node in TestCluster.Numbers)
        {
            // Without a pin it gets to see who wants in, and a proof that holds nowhere.
            Assert.Contains("n=alice", between.At(node).Read, StringComparison.Ordinal);
            Assert.DoesNotContain(TestCluster.AlicePassword, between.At(node).Read, StringComparison.Ordinal);
            await Eventually.TrueAsync($"node{node} tells of it", TimeSpan.FromSeconds(10), () => Task.FromResult(
                Cluster.Node(node).Output.Contains("somebody may sit between that client and this node", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Who_ends_tls_in_between_cannot_talk_both_sides_out_of_the_binding()
    {
        await using var between = new Between(Cluster);
        foreach (var form in (string[])["n,,", "y,,"])
        {
            between.Rewrite = piece => WithForm(piece, form);
            await StoreCalls.FailsAsync(DfsFault.WrongCredentials, () => between.ConnectAsync(pins: null));
        }
    }

    [Fact]
    public async Task A_client_that_knows_the_certificates_tells_one_in_between_nothing_at_all()
    {
        var pins = (await ConnectAsync()).Nodes;
        Assert.All(pins, node => Assert.NotNull(node.Certificate));
        await using var between = new Between(Cluster);
        var refused = await StoreCalls.FailsAsync(DfsFault.Protocol, () => between.ConnectAsync(pins));
        Assert.Contains("node1: shows another certificate (sha256:", refused.Message, StringComparison.Ordinal);
        Assert.All(TestCluster.Numbers, node => Assert.Equal("", between.At(node).Read));

        var client = await DfsClient.ConnectAsync(Cluster.Options("alice", TestCluster.AlicePassword, pins), Cancellation);
        await using (client)
            Assert.Equal(4, (await client.PutBytesAsync(In("file"), [1])).Nodes.Count);
    }

    [Fact]
    public async Task One_in_between_at_a_single_node_costs_that_node()
    {
        await using var between = new TerminatingProxy(Cluster.Node(1).Port);
        var client = await DfsClient.ConnectAsync(
            Cluster.Options("alice", TestCluster.AlicePassword, [Cluster.Addresses[0] with { Port = between.Port }, .. Cluster.Addresses.Skip(1)]), Cancellation);
        await using (client)
        {
            var receipt = await client.PutBytesAsync(In("file"), [1, 2]);
            Assert.Equal(["node2", "node3", "node4"], receipt.Nodes);
            Assert.Equal([1, 2], await client.GetBytesAsync(In("file")));
        }
    }

    [Fact]
    public async Task A_recorded_session_does_nothing_a_second_time()
    {
        await (await ConnectAsync()).PutBytesAsync(In("file"), [1]);
        var tap = new Wiretap(Links);
        await using (var client = await DfsClient.ConnectAsync(Cluster.Options("alice", TestCluster.AlicePassword, Links.Addresses), Cancellation))
            await client.DeleteAsync(In("file"), Cancellation);
        var again = await ConnectAsync();
        await again.PutBytesAsync(In("file"), [2]);
        var before = await StateAsync();

        foreach (var node in TestCluster.Numbers)
            foreach (var sent in tap.SentTo(node))
                await ReplayAsync(node, sent);

        Assert.Equal(before, await StateAsync());
        Assert.Equal([2], await again.GetBytesAsync(In("file")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connections_swapped_between_two_nodes_reach_neither(bool pinned)
    {
        var pins = (await ConnectAsync()).Nodes;
        (Links.To(1).Target, Links.To(2).Target) = (Links.To(2).Target, Links.To(1).Target);
        var client = await DfsClient.ConnectAsync(
            Cluster.Options("alice", TestCluster.AlicePassword, [.. Links.Addresses.Select((node, index) => node with { Certificate = pinned ? pins[index].Certificate : null })]), Cancellation);
        await using (client)
        {
            var status = await client.GetStatusAsync(Cancellation);
            Assert.Equal([false, false, true, true], status.Nodes.Select(node => node.Status is not null));
            Assert.All(status.Nodes.Take(2), node => Assert.Contains(pinned ? "shows another certificate" : "says that it is node", node.Fault!, StringComparison.Ordinal));
            await StoreCalls.FailsAsync(DfsFault.QuorumRefused, () => client.PutBytesAsync(In("file"), [1]));
        }
    }

    [Fact]
    public async Task A_client_without_tls_is_told_that_these_nodes_have_it()
    {
        var refused = await StoreCalls.FailsAsync(DfsFault.Protocol, () => DfsClient.ConnectAsync(
            new DfsClientOptions { Nodes = Cluster.Addresses, User = "alice", Password = TestCluster.AlicePassword, Tls = TlsPolicy.OffOnLoopback }, Cancellation));
        Assert.Contains("Node 1 speaks TLS, and the connection began without it. Take 'Tls: off' out of dfs.conf", refused.Message, StringComparison.Ordinal);
    }

    // The first record's header byte by byte; then steps that fall on another place in each record.
    private static IEnumerable<long> Offsets(long bytes)
    {
        for (var offset = 0L; offset < bytes; offset += offset < 12 ? 1 : 7)
            yield return offset;
    }

    // Authenticate is an array of two: its kind, 2, and the bytes of SCRAM's first message behind their length.
    private static string WithForm(string piece, string form)
    {
        const string Begin = "\u0092\u0002\u00c4";
        if (!piece.StartsWith(Begin, StringComparison.Ordinal))
            return piece;
        var scram = piece[4..].Replace("p=tls-server-end-point,,", form, StringComparison.Ordinal);
        Assert.StartsWith(form, scram, StringComparison.Ordinal);
        return $"{Begin}{(char)scram.Length}{scram}";
    }

    private static bool Flip(Span<byte> piece, long from, long offset)
    {
        if (offset < from || offset >= from + piece.Length)
            return false;
        piece[(int)(offset - from)] ^= 1;
        return true;
    }

    /// <summary>Logs in at node 1 through a link of its own and asks for an entry twice. Whole means that both answers came, the right ones.</summary>
    private async Task<(bool IsWhole, bool IsFlipped, long Bytes, string? Reason)> TrySessionAsync(Login login, bool toNode, long? flipAt)
    {
        await using var link = new NodeLink(Cluster.Node(1).Port);
        var isFlipped = false;
        if (flipAt is { } offset)
        {
            link.Passing = (_, goesToNode, from, piece) =>
            {
                if (goesToNode == toNode && Flip(piece, from, offset))
                    Volatile.Write(ref isFlipped, true);
            };
        }

        var dialer = new NodeDialer(new TcpTransport(TlsPolicy.Required), TimeProvider.System);
        try
        {
            var (connection, _) = await dialer.DialAsync(Cluster.Addresses[0] with { Host = "127.0.0.1", Port = link.Port }, login, null, Cancellation);
            await using (connection)
                for (var i = 0; i < 2; i++)
                {
                    var reply = await connection.AskAsync<GetState, StateReply>(new GetState(default, In("file")), Cancellation);
                    Assert.Equal(3, reply.Entry!.Entry.Length);
                }

            return (true, Volatile.Read(ref isFlipped), toNode ? link.Sent : link.Received, null);
        }
        catch (NodeException fault)
        {
            return (false, Volatile.Read(ref isFlipped), 0, fault.Message);
        }
    }

    private async Task<IReadOnlyList<(long Entries, long Parts)>> StateAsync()
    {
        await using var client = await Cluster.ConnectAsync();
        return [.. (await client.GetStatusAsync(Cancellation)).Nodes.Select(node => (node.Status!.Entries, node.Status.Parts))];
    }

    private async Task ReplayAsync(int node, byte[] sent)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Cluster.Node(node).Port, Cancellation);
        await using var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(sent, Cancellation);
            await stream.CopyToAsync(Stream.Null, Cancellation);
        }
        catch (IOException)
        {
            // Closed while it still sent.
        }
    }

    /// <summary>One who sits before all four nodes.</summary>
    private sealed class Between(TestCluster cluster) : IAsyncDisposable
    {
        private readonly TerminatingProxy[] _proxies = [.. cluster.Addresses.Select(node => new TerminatingProxy(node.Port))];

        public Func<string, string>? Rewrite
        {
            set
            {
                foreach (var proxy in _proxies)
                    proxy.Rewrite = value;
            }
        }

        public TerminatingProxy At(int node) => _proxies[node - 1];

        public async Task ConnectAsync(IReadOnlyList<NodeAddress>? pins)
        {
            var through = cluster.Addresses.Select(node => node with { Port = At(node.Number).Port, Certificate = pins?[node.Number - 1].Certificate });
            await using var client = await DfsClient.ConnectAsync(cluster.Options("alice", TestCluster.AlicePassword, [.. through]), Cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var proxy in _proxies)
                await proxy.DisposeAsync();
        }
    }
}
