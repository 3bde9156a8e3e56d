// One cluster serves all tests, and tests take its nodes away: they run one after the other (xunit.runner.json).
[assembly: AssemblyFixture(typeof(TestCluster))]
