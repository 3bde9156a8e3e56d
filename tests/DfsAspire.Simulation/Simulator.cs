using System.Diagnostics;
using System.Text;
using DfsAspire.Protocol.Names;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Sqlite;

namespace DfsAspire.Simulation;

internal static class Simulator
{
    private static int Main(string[] args)
    {
        SqliteVfs.Install();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(_ => _ = RunAsync(args, done), null);
        return done.Task.GetAwaiter().GetResult();
    }

    private static async Task RunAsync(string[] args, TaskCompletionSource<int> done)
    {
        try
        {
            await Task.Yield();
            var watch = Stopwatch.StartNew();
            var founded = await Founded.FoundAsync();
            Console.WriteLine($"founded {watch.ElapsedMilliseconds}");
            for (var i = 0; i < 6; i++)
            {
                watch.Restart();
                var world = new World(i / 2, args.Length > 0 ? Console.Out : null);
                SqliteVfs.Seed(i / 2);
                var cluster = new SimCluster(world, founded.Copies);
                await world.PlayAsync(async () =>
                {
                    await cluster.StartAllAsync();
                    var client = new SimClient(world, cluster, "client1", "alice");
                    await using var store = await client.ConnectAsync();
                    await store.PutAsync(StorePath.Parse("a"), new MemoryStream(Encoding.UTF8.GetBytes("hello")), null, default);
                    var read = new MemoryStream();
                    var receipt = await store.GetAsync(StorePath.Parse("a"), read, null, default);
                    world.Trace.Note($"read {Encoding.UTF8.GetString(read.ToArray())} {receipt.AnsweredByTwo}");
                });
                await cluster.EndAsync();
                Console.WriteLine($"{world.Trace.Hash:x} {watch.ElapsedMilliseconds} ms {world.Happened} {world.Now} {string.Join(";", world.Surprises)}");
            }

            done.SetResult(0);
        }
        catch (Exception fault)
        {
            Console.Error.WriteLine(fault);
            done.SetResult(2);
        }
    }
}
