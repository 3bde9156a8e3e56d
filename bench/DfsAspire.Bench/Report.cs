using System.Globalization;
using System.Text.Json;

namespace DfsAspire.Bench;

/// <summary>The table of one run: what was measured, its value, and what it is held against.</summary>
internal sealed class Report(BenchOptions options)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    private readonly List<Row> _rows = [];
    private readonly List<Chart> _charts = [];

    /// <summary>Adds a line and shows it at once.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="value">Its value.</param>
    /// <param name="unit">The value's unit.</param>
    /// <param name="ratio">How it compares; null with nothing to compare it with.</param>
    /// <param name="to">What it is compared with.</param>
    public void Add(string what, double value, string unit, double? ratio = null, string? to = null)
    {
        _rows.Add(new Row(what, value, unit, ratio, to));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {what,-46} | {value,10:0.###} {unit,-12} | {(ratio is { } known ? known.ToString("0.00", CultureInfo.InvariantCulture) + " × " + to : ""),-18} |"));
    }

    /// <summary>Keeps a picture, to be saved with the table.</summary>
    public void Draw(Chart chart) => _charts.Add(chart);

    /// <summary>Writes the pictures, and the table as JSON, with what the machine was and how busy others kept it.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (options.Pictures is { } directory)
            foreach (var chart in _charts)
                await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(directory).FullName, $"{chart.Name}.svg"), chart.ToSvg(), cancellationToken);
        if (options.Json is not { } file)
            return;
        var machine = new
        {
            Processors = Environment.ProcessorCount,
            System = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
            Framework = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
            Load = OperatingSystem.IsLinux() ? (await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Trim() : "",
            Time = DateTimeOffset.UtcNow,
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { machine, rows = _rows }, Format), cancellationToken);
    }

    private sealed record Row(string What, double Value, string Unit, double? Ratio, string? To);
}
