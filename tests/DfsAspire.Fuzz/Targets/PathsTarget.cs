using System.Buffers;
using System.Text;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Two paths with a line feed between: neither leaves the volume, and two names never become one.</summary>
internal static class PathsTarget
{
    private const string Volume = "/volume";

    private static readonly SearchValues<char> Special = SearchValues.Create("<>:\"/\\|?*");

    public static FuzzTarget Target { get; } = new("paths", Run)
    {
        Seeds = static () => Samples.Words("docs/report.pdf\ndocs/Report.pdf", "con.txt\n%63on.txt", ".dfs/a \n%2Edfs/a%20", $"{new string('x', 200)}/{new string('?', 80)}\n{new string('ü', 100)}"),
        Words = Samples.Words(
            "..", ".", "/", "../", "\\", "CON", "nul", "com1", "COM¹", "CLOCK$", "CONIN$", ".txt", "%", "%2E", "%~", "%63", ":", "*", "?", "\"", "<", ">", "|", " ", "\u0085", "\u007f",
            "\u202e", "\u2028", "é", "e\u0301", "\ufeff", "😀", "\ud7ff", "\n", ".dfs", "lpt9", "~"),
        MaxBytes = 2048,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        var split = text.IndexOf('\n', StringComparison.Ordinal);
        string[] texts = split < 0 ? [text] : [text[..split], text[(split + 1)..]];
        var paths = texts.Select(Check).ToArray();
        if (paths is [{ IsRoot: false } one, { IsRoot: false } other] && one.Name != other.Name)
            Promise.That(FileNames.Escape(one.Name) != FileNames.Escape(other.Name), "Two names never become one.");
    }

    private static StorePath? Check(string text)
    {
        if (!StorePath.TryParse(text, out var path, out var fault))
        {
            Promise.That(fault.Length > 0 && !fault.Any(char.IsControl), "A refusal says why, and nothing that a terminal obeys.");
            return null;
        }

        Promise.That(StorePath.Parse(path.Value) == path, "A path comes back as it was written.");
        Promise.That(Encoding.UTF8.GetByteCount(path.Value) <= WireLimits.PathBytes, "A path has a limit.");
        if (path.IsRoot)
            return path;
        Promise.That(path.Folder.Combine(path.Name) == path, "A path is its name in its folder.");
        CheckPlace(PartPath.Of("alice", path, Samples.Content, 1));
        return path;
    }

    private static void CheckPlace(string place)
    {
        Promise.That(Path.GetFullPath(Path.Combine(Volume, place)) == $"{Volume}/{place}", "A part lies in its volume, where it says.");
        Promise.That(place.StartsWith("alice/", StringComparison.Ordinal), "A part lies under its user.");
        Promise.That(Encoding.UTF8.GetByteCount(place) < 700, "Every file system has room for a part's path.");
        var names = place.Split('/');
        foreach (var name in names[..^1])
            Promise.That(IsPlain(name) && name[0] != '.', "A folder's name is plain everywhere.");
        Promise.That(IsPlain(names[^1]) && names[^1][0] == '.', "A part's name is plain everywhere.");
    }

    private static bool IsPlain(string name) =>
        name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= 255 && name[^1] is not ('.' or ' ') && !name.AsSpan().ContainsAny(Special) && !name.Any(char.IsControl);
}
