using System.Text;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Records all that passes on the links to the four nodes.</summary>
internal sealed class Wiretap
{
    private readonly MemoryStream[] _heard = [new(), new(), new(), new()];
    private readonly Dictionary<(int Node, int Connection), MemoryStream> _sent = [];

    public Wiretap(NodeLinks links)
    {
        foreach (var node in TestCluster.Numbers)
            links.To(node).Passing = (connection, toNode, _, piece) => Keep(node, connection, toNode, piece);
    }

    /// <summary>All that passed on the link to a node, both ways.</summary>
    public byte[] Heard(int node)
    {
        lock (_sent)
            return _heard[node - 1].ToArray();
    }

    /// <summary>What clients sent to a node, connection by connection.</summary>
    public IReadOnlyList<byte[]> SentTo(int node)
    {
        lock (_sent)
            return [.. _sent.Where(one => one.Key.Node == node).OrderBy(one => one.Key.Connection).Select(one => one.Value.ToArray())];
    }

    public bool Heard(int node, string text) => Heard(node).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>Fails if a password or a piece of a content passed.</summary>
    public void AssertHeardNeither(string password, byte[] content)
    {
        foreach (var node in TestCluster.Numbers)
        {
            var wire = Heard(node);
            Assert.True(wire.Length > 40_000, $"{wire.Length} bytes recorded");
            Assert.False(Heard(node, password), $"node{node} heard the password");
            Assert.False(Heard(node, Convert.ToBase64String(Encoding.UTF8.GetBytes(password))), $"node{node} heard the password");
            for (var at = 0; at + 8 <= content.Length; at += 101)
                Assert.True(wire.AsSpan().IndexOf(content.AsSpan(at, 8)) < 0, $"node{node} heard the content at {at}");
        }
    }

    private void Keep(int node, int connection, bool toNode, ReadOnlySpan<byte> piece)
    {
        lock (_sent)
        {
            _heard[node - 1].Write(piece);
            if (!toNode)
                return;
            if (!_sent.TryGetValue((node, connection), out var sent))
                _sent[(node, connection)] = sent = new MemoryStream();
            sent.Write(piece);
        }
    }
}
