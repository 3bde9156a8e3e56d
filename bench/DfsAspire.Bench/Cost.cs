using System.Diagnostics;

namespace DfsAspire.Bench;

/// <summary>What a piece of work took: time, processor time of this process and of the nodes, and memory allocated here.</summary>
internal sealed record Cost(double Seconds, double ClientProcessor, double NodeProcessor, long Allocated)
{
    public static async Task<Cost> OfAsync(BenchCluster cluster, Func<Task> work)
    {
        var (client, nodes, allocated) = (Environment.CpuUsage.TotalTime, cluster.ProcessorTime, GC.GetTotalAllocatedBytes());
        var watch = Stopwatch.StartNew();
        await work();
        var seconds = watch.Elapsed.TotalSeconds;
        return new Cost(
            seconds, (Environment.CpuUsage.TotalTime - client).TotalSeconds, (cluster.ProcessorTime - nodes).TotalSeconds, GC.GetTotalAllocatedBytes() - allocated);
    }
}
