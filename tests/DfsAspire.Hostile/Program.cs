using DfsAspire.Hostile;
using DfsAspire.Hostile.Lying;
using DfsAspire.Simulation.Sqlite;

// dotnet run --project tests/DfsAspire.Hostile [-- PLAY…]: plays all plays whose names contain any of the given words.
SqliteVfs.Install();
var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
ThreadPool.UnsafeQueueUserWorkItem(_ => _ = PlayAllAsync(), null);
return done.Task.GetAwaiter().GetResult();

async Task PlayAllAsync()
{
    await Task.Yield();
    var plays = Plays.All.Where(play => args.Length == 0 || args.Any(word => play.Name.Contains(word, StringComparison.OrdinalIgnoreCase))).ToList();
    var failed = 0;
    foreach (var play in plays)
    {
        try
        {
            await Scene.PlayAsync(play.RunAsync);
        }
        catch (Exception fault)
        {
            failed++;
            Console.WriteLine($"FAILED {play.Name}");
            Console.WriteLine($"  {fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}");
            if (args.Length == 1)
                Console.WriteLine(fault.ToString());
        }
    }

    Console.WriteLine($"{failed} of {plays.Count} plays failed");
    done.SetResult(failed > 0 || plays.Count == 0 ? 1 : 0);
}
