[assembly: AssemblyFixture(typeof(DfsAspire.Gateway.Tests.Harness.SharedGateway))]

namespace DfsAspire.Gateway.Tests.Harness;

/// <summary>One gateway for all tests that need nothing of their own: starting one costs a log-in.</summary>
public sealed class SharedGateway : IAsyncDisposable
{
    private RunningGateway? _gateway;

    /// <summary>The gateway in front of these nodes.</summary>
    internal async Task<RunningGateway> OfAsync(TestCluster cluster) => _gateway ??= await RunningGateway.StartAsync(cluster.Addresses);

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? default;
}
