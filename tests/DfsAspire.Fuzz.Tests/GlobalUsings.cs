global using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// A hang is told by the processor's time, and that is the process': one target at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
