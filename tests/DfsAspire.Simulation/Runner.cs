using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;
using DfsAspire.Simulation.Load;
using DfsAspire.Simulation.Sqlite;

namespace DfsAspire.Simulation;

/// <summary>Plays one run on fresh copies of the founded volumes, and judges it.</summary>
internal sealed class Runner(Founded founded)
{
    /// <summary>Plays it to its end; answers the play, the hash of all that happened, and every promise that was broken.</summary>
    public async Task<RunResult<T>> PlayAsync<T>(int seed, TextWriter? log, Func<World, SimCluster, T> make) where T : IPlay
    {
        var world = new World(seed, log);
        SqliteVfs.Seed(seed);
        var cluster = new SimCluster(world, founded.Copies);
        var play = make(world, cluster);
        var violations = new List<string>();
        try
        {
            await world.PlayAsync(play.PlayAsync);
        }
        catch (Exception fault)
        {
            violations.Add(fault.ToString());
        }

        await cluster.EndAsync();
        return new RunResult<T>(play, world.Trace.Hash, [.. violations, .. world.Surprises, .. HistoryCheck.Find(play.Calls)]);
    }
}

/// <summary>What came of a run.</summary>
internal sealed record RunResult<T>(T Play, ulong Hash, IReadOnlyList<string> Violations);
