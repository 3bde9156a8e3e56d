using System.Globalization;
using System.Text;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>The names of one folder in an archive: names that every system can unpack, and no two that some system takes for the same.</summary>
/// <param name="folder">Its path in the archive; empty for the archive itself.</param>
internal sealed class ArchiveNames(string folder)
{
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"];

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    // Many names may become one; each of them must not go through all numbers again.
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The path in the archive of a member of the folder.</summary>
    public string Add(string name)
    {
        var safe = Safe(name);
        var free = safe;
        var number = _numbers.GetValueOrDefault(safe.Normalize(), 1);
        while (!_taken.Add(free.Normalize()))
        {
            var extension = Path.GetExtension(safe);
            free = string.Create(CultureInfo.InvariantCulture, $"{safe[..^extension.Length]} ({++number}){extension}");
        }

        _numbers[safe.Normalize()] = number;

        return folder.Length == 0 ? free : $"{folder}/{free}";
    }

    /// <summary>The name, with what Windows takes in no name replaced by a line.</summary>
    public static string Safe(string name)
    {
        var safe = new StringBuilder(name.Length + 1);
        foreach (var c in name)
            safe.Append(c is '<' or '>' or ':' or '"' or '/' or '\\' or '|' or '?' or '*' || char.IsControl(c) ? '_' : c);
        if (safe[^1] is '.' or ' ')
            safe[^1] = '_';
        var text = safe.ToString();
        var stem = text.Split('.', 2)[0].TrimEnd();
        return IsDevice(stem) ? $"_{text}" : text;
    }

    private static bool IsDevice(string stem) =>
        Devices.Contains(stem, StringComparer.OrdinalIgnoreCase)
        || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)) && stem[3] is (>= '0' and <= '9') or '¹' or '²' or '³');
}
