using System.CommandLine;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Bench;

/// <summary>What the command line asked for.</summary>
internal sealed record BenchOptions
{
    public required string Directory { get; init; }

    /// <summary>The compiled floor; null to measure without.</summary>
    public string? Floor { get; init; }

    /// <summary>Where the table goes as JSON as well; null for nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>Where charts go as pictures; null for nowhere.</summary>
    public string? Pictures { get; init; }

    /// <summary>The kinds of lines to measure, one after the other.</summary>
    public required IReadOnlyList<TlsPolicy> Lines { get; init; }

    public required int Rounds { get; init; }

    public required double Seconds { get; init; }

    /// <summary>How long one window lasts.</summary>
    public TimeSpan Window => TimeSpan.FromSeconds(Seconds);

    public required int MegaBytes { get; init; }

    public required int Names { get; init; }

    /// <summary>A published <c>dfs</c>, which needs no .NET to start it; null for the one that was built with this program.</summary>
    public string? Dfs { get; init; }

    /// <summary>Many small files instead of some large ones.</summary>
    public required bool OfSmallFiles { get; init; }

    /// <summary>What a kind of line is called in the table.</summary>
    public static string NameOf(TlsPolicy tls) => tls == TlsPolicy.Required ? "TLS" : "plain";

    /// <summary>A command that takes these options, and saves its table in the end.</summary>
    public static Command CommandOf(string name, string description, Func<BenchOptions, Report, CancellationToken, Task> run)
    {
        Option<string> directory = new("--directory") { Description = "Where volumes and files lie meanwhile.", DefaultValueFactory = _ => Path.GetTempPath() };
        Option<string?> floor = new("--floor") { Description = "The compiled floor, run beside." };
        Option<string?> json = new("--json") { Description = "Writes the table to this file as well." };
        Option<string?> pictures = new("--pictures") { Description = "Writes charts into this directory as well, as SVG." };
        Option<string> tls = new("--tls") { Description = "on, off or both.", DefaultValueFactory = _ => "both" };
        tls.AcceptOnlyFromAmong("on", "off", "both");
        Option<int> rounds = new("--rounds") { Description = "How often each measurement is taken; the median counts.", DefaultValueFactory = _ => 3 };
        Option<double> seconds = new("--seconds") { Description = "How long one window lasts.", DefaultValueFactory = _ => 4 };
        Option<int> size = new("--size") { Description = "MiB of the large file.", DefaultValueFactory = _ => 1024 };
        Option<int> names = new("--names") { Description = "Names in the large folder.", DefaultValueFactory = _ => 10_000 };
        Option<bool> small = new("--small") { Description = "For repair: files of 4 KiB, both those of the load and those that are brought back." };
        Option<string?> dfs = new("--dfs") { Description = "For start: a published dfs, instead of the one that was built with this program." };
        var command = new Command(name, description) { directory, floor, json, pictures, tls, rounds, seconds, size, names, small, dfs };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new BenchOptions
            {
                Directory = parsed.GetValue(directory)!,
                Floor = parsed.GetValue(floor),
                Json = parsed.GetValue(json),
                Pictures = parsed.GetValue(pictures),
                Lines = parsed.GetValue(tls) switch
                {
                    "on" => [TlsPolicy.Required],
                    "off" => [TlsPolicy.Off],
                    _ => [TlsPolicy.Off, TlsPolicy.Required],
                },
                Rounds = parsed.GetValue(rounds),
                Seconds = parsed.GetValue(seconds),
                MegaBytes = parsed.GetValue(size),
                Names = parsed.GetValue(names),
                OfSmallFiles = parsed.GetValue(small),
                Dfs = parsed.GetValue(dfs),
            };
            var report = new Report(options);
            await run(options, report, cancellationToken);
            await report.SaveAsync(cancellationToken);
        });
        return command;
    }
}
