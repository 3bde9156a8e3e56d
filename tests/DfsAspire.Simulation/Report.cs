namespace DfsAspire.Simulation;

/// <summary>What the program says of a run that breaks a promise.</summary>
internal static class Report
{
    private const string Program = "dotnet run --project tests/DfsAspire.Simulation --";

    public static void Broken(string which, IReadOnlyList<string> violations, string again)
    {
        Console.WriteLine($"{which} breaks a promise:");
        foreach (var violation in violations)
            Console.WriteLine($"  {violation}");
        Console.WriteLine($"  again, with all that happens: {Program} {again}");
    }
}
