using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DfsAspire.Bench;

/// <summary>The least that the same work can take: a C program outside the repository, run on the same file and disk.</summary>
internal static partial class Floor
{
    /// <summary>MB/s of PUT and GET, each of the program's rounds.</summary>
    public static async Task<IReadOnlyList<(double Put, double Get)>> RunAsync(string program, string file, string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        start.ArgumentList.Add(file);
        start.ArgumentList.Add(directory);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Directory.Delete(directory, recursive: true);
        return [.. Line().Matches(output).Select(match => (Number(match, 1), Number(match, 2)))];
    }

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("put ([0-9.]+) MB/s .* get ([0-9.]+) MB/s")]
    private static partial Regex Line();
}
