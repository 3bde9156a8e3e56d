using System.Diagnostics.Metrics;

namespace DfsAspire.Simulation.Cluster;

/// <summary>Meters that nobody reads; the runtime would keep those that are not given back, and the node with them.</summary>
internal sealed class LifeMeters : IMeterFactory
{
    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        meter.Dispose();
        return meter;
    }

    public void Dispose()
    {
    }
}
