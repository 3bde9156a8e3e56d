using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Each test of the processes starts a whole store; the machine has time for one after the other.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace DfsAspire.StandIn.Tests;

/// <summary>What the build knows of the programs under test.</summary>
internal static class Built
{
    public static string Guard => Metadata("guard");

    public static string AppHost => Metadata("apphost");

    /// <summary>Where the documents have their pictures.</summary>
    public static string Images => Path.Combine(Metadata("RepositoryRoot"), "docs", "images");

    /// <summary>Ends a test that waits for something that does not come.</summary>
    public static CancellationToken Deadline => CancellationTokenSource
        .CreateLinkedTokenSource(TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token).Token;

    /// <summary>Skips a test where the AppHost was built with Aspire's own packages, or cannot be looked into.</summary>
    public static void NeedsStandInOnLinux()
    {
        Assert.SkipWhen(Metadata("official") == "true", "The AppHost uses Aspire's own packages.");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked up under /proc.");
    }

    private static string Metadata(string key) => typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == key).Value ?? "";
}
