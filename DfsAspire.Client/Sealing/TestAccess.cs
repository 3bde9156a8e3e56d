using System.Runtime.CompilerServices;

// Frozen vectors need chosen keys and run ids, which no caller may choose.
[assembly: InternalsVisibleTo("DfsAspire.Client.Tests")]
// A crashed writer is one that stops between steps, which no caller may do.
[assembly: InternalsVisibleTo("DfsAspire.Cluster.Tests")]
// A simulated cluster has its own network, clock and ids.
[assembly: InternalsVisibleTo("DfsAspire.Simulation")]
