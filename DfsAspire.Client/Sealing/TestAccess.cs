using System.Runtime.CompilerServices;

// Frozen vectors need chosen keys and run ids, which no caller may choose.
[assembly: InternalsVisibleTo("DfsAspire.Client.Tests")]
// A crashed writer is one that stops between steps, which no caller may do.
[assembly: InternalsVisibleTo("DfsAspire.Cluster.Tests")]
// The gateway is tried as its host starts it, and its parts beside it.
[assembly: InternalsVisibleTo("DfsAspire.Gateway.Tests")]
// A simulated cluster has its own network, clock and ids.
[assembly: InternalsVisibleTo("DfsAspire.Simulation")]
// A bench asks single nodes what no command asks.
[assembly: InternalsVisibleTo("DfsAspire.Bench")]
[assembly: InternalsVisibleTo("DfsAspire.MicroBench")]
// Hostile bytes are tried against fixed keys, so that a case that was found opens the same way again.
[assembly: InternalsVisibleTo("DfsAspire.Fuzz")]
// A lying node is tried on the real client, and a user's requests are sent by hand.
[assembly: InternalsVisibleTo("DfsAspire.Hostile")]
