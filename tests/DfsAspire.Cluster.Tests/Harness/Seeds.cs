using System.Globalization;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>
/// What tests that draw at random begin with. Each seed is printed; DFS_SEED repeats it. The test's name goes to the file that DFS_DRAWN names, for .ci/run, which gives no
/// second go to a test that would draw again.
/// </summary>
internal static class Seeds
{
    public static int Draw()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("DFS_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var wished)
            ? wished
            : Environment.TickCount;
        var test = TestContext.Current;
        test.TestOutputHelper?.WriteLine($"seed {seed}");
        if (Environment.GetEnvironmentVariable("DFS_DRAWN") is { Length: > 0 } drawn)
            File.AppendAllText(drawn, $"{test.TestClass?.TestClassName}.{test.TestMethod?.MethodName}\n");
        return seed;
    }
}
