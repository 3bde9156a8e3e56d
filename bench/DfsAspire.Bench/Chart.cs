using System.Globalization;
using System.Text;

namespace DfsAspire.Bench;

/// <summary>Lines over a logarithmic axis, as a picture (SVG) that stands on its own.</summary>
/// <param name="Name">The file's name, without its end.</param>
/// <param name="Title">What stands above.</param>
/// <param name="Across">What the horizontal axis counts; each step doubles or more.</param>
/// <param name="Up">What the vertical axis counts, from 0.</param>
internal sealed record Chart(string Name, string Title, string Across, string Up)
{
    private const int Width = 640;
    private const int Height = 360;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 40;
    private const int Bottom = 50;
    private const int Steps = 5;

    private static readonly string[] Colours = ["#0b62a4", "#c0392b", "#5dade2", "#e59866"];

    private readonly Dictionary<string, List<(double X, double Y)>> _lines = [];

    /// <summary>Adds a point to a line, behind those it has.</summary>
    public void Add(string line, double x, double y)
    {
        if (!_lines.TryGetValue(line, out var points))
            _lines.Add(line, points = []);
        points.Add((x, y));
    }

    /// <summary>The picture.</summary>
    public string ToSvg()
    {
        var svg = new StringBuilder();
        var columns = _lines.Values.SelectMany(points => points.Select(point => point.X)).Distinct().Order().ToList();
        var most = NiceAbove(_lines.Values.SelectMany(points => points.Select(point => point.Y)).Max());
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Title}: {Up} by {Across}</title>\n<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        Text(svg, Left, 20, "start", Title);
        for (var step = 0; step <= Steps; step++)
        {
            var (value, y) = (most * step / Steps, UpOf(most * step / Steps, most));
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {y:0.#}H{Width - Right}\" stroke=\"#dddddd\"/>\n");
            Text(svg, Left - 8, y + 4, "end", value.ToString("0.##", CultureInfo.InvariantCulture));
        }

        foreach (var column in columns)
            Text(svg, AcrossOf(column), Height - Bottom + 18, "middle", Short(column));
        Text(svg, (Left + Width - Right) / 2.0, Height - 10, "middle", Across);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"16\" y=\"{(Top + Height - Bottom) / 2}\" transform=\"rotate(-90 16 {(Top + Height - Bottom) / 2})\" text-anchor=\"middle\">{Up}</text>\n");
        foreach (var ((name, points), number) in _lines.Select((line, number) => (line, number)))
        {
            var colour = Colours[number % Colours.Length];
            var way = string.Join(' ', points.Select(point => FormattableString.Invariant($"{AcrossOf(point.X):0.#},{UpOf(point.Y, most):0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{way}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Width - 200}\" y=\"{12 + 16 * number}\" width=\"14\" height=\"4\" fill=\"{colour}\"/>\n");
            Text(svg, Width - 180, 18 + 16 * number, "start", name);
        }

        return svg.Append("</svg>\n").ToString();

        double AcrossOf(double x) => Left + (Width - Left - Right) * (columns.Count == 1 ? 0.5 : Math.Log(x / columns[0]) / Math.Log(columns[^1] / columns[0]));
    }

    private static double UpOf(double y, double most) => Height - Bottom - (Height - Top - Bottom) * y / most;

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{text}</text>\n");

    // The next of 1, 2, 5, 10, 20, 50, …
    private static double NiceAbove(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1e-9))));
        return ((double[])[1, 2, 5, 10]).First(step => step * power >= value) * power;
    }

    private static string Short(double value) => value switch
    {
        >= 1 << 30 => FormattableString.Invariant($"{value / (1 << 30):0.#}G"),
        >= 1 << 20 => FormattableString.Invariant($"{value / (1 << 20):0.#}M"),
        >= 1 << 10 => FormattableString.Invariant($"{value / (1 << 10):0.#}K"),
        _ => value.ToString("0.#", CultureInfo.InvariantCulture),
    };
}
