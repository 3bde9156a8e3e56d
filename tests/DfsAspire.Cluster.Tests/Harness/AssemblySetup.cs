// One cluster serves all tests, and tests take its nodes away: they run one after the other.
[assembly: Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(TestCluster))]
