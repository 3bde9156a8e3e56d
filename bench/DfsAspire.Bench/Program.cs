using System.CommandLine;
using DfsAspire.Bench;

return await new RootCommand("Measures a store of four nodes that it starts itself (docs/benchmarks.md).")
{
    BenchOptions.CommandOf("large", "One large file in and out, beside the floor.", LargeFiles.RunAsync),
    BenchOptions.CommandOf("gateway", "One large file in and out with curl through the gateway, beside the command line.", ThroughGateway.RunAsync),
    BenchOptions.CommandOf("size", "Files of growing size from one caller.", BySize.RunAsync),
    BenchOptions.CommandOf("many", "Sixteen large files at once.", ManyLarge.RunAsync),
    BenchOptions.CommandOf("callers", "Files of 4 KiB from more and more callers.", ByCallers.RunAsync),
    BenchOptions.CommandOf("small", "Files of 4 KiB, from one and from eight callers.", SmallFiles.RunAsync),
    BenchOptions.CommandOf("beside", "A GET of 4 KiB, alone and beside four PUTs of a large file.", BesideLarge.RunAsync),
    BenchOptions.CommandOf("list", "A large folder, and a small one beside it.", Folders.RunAsync),
    BenchOptions.CommandOf("start", "The command line from its start to its end.", ColdStart.RunAsync),
    BenchOptions.CommandOf("repair", "What repair and scrub cost a load.", RepairCost.RunAsync),
    BenchOptions.CommandOf("all", "All of the above but repair, into one table.", RunAllAsync),
}.Parse(args).InvokeAsync();

static async Task RunAllAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
{
    Func<BenchOptions, Report, CancellationToken, Task>[] all =
        [LargeFiles.RunAsync, ThroughGateway.RunAsync, BySize.RunAsync, ManyLarge.RunAsync, ByCallers.RunAsync, SmallFiles.RunAsync, BesideLarge.RunAsync, Folders.RunAsync, ColdStart.RunAsync];
    foreach (var run in all)
        await run(options, report, cancellationToken);
}
