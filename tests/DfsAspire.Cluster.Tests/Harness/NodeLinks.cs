namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A relay before each of the four nodes: nodes go down and come back for the clients behind it, at once and at no cost.</summary>
internal sealed class NodeLinks(TestCluster cluster) : IAsyncDisposable
{
    private readonly NodeLink[] _links = [.. cluster.Addresses.Select(address => new NodeLink(address.Port))];

    public IReadOnlyList<NodeAddress> Addresses =>
        [.. cluster.Addresses.Select(address => address with { Host = "127.0.0.1", Port = _links[address.Number - 1].Port })];

    public NodeLink To(int number) => _links[number - 1];

    /// <summary>Bytes that went from clients to all nodes.</summary>
    public long Sent => _links.Sum(link => link.Sent);

    /// <summary>Bytes that went from all nodes to clients.</summary>
    public long Received => _links.Sum(link => link.Received);

    /// <summary>Makes exactly these nodes be down.</summary>
    public void Cut(params IEnumerable<int> numbers)
    {
        foreach (var number in TestCluster.Numbers)
        {
            if (numbers.Contains(number))
                To(number).Cut();
            else
                To(number).Mend();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
            await link.DisposeAsync();
    }
}
