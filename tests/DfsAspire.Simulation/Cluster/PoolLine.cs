using DfsAspire.Node.Storage.Catalog;

namespace DfsAspire.Simulation.Cluster;

/// <summary>Runs a catalog's work on the one thread that everything runs on: that one keeps the order by itself.</summary>
internal sealed class PoolLine : IWorkLine
{
    public void Queue(Action work) => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

    public void Dispose()
    {
    }
}
