using System.Buffers;
using System.Text;
using DfsAspire.Client.Gateway.Web;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Names of a folder, a line feed between two: an archive has as many, each fit for every system, and no two that some system takes for the same.</summary>
internal static class ArchiveNamesTarget
{
    private static readonly SearchValues<char> Refused = SearchValues.Create("<>:\"/\\|?*");

    public static FuzzTarget Target { get; } = new("archive-names", Run)
    {
        Seeds = static () => Samples.Words("a.txt\nA.txt\na (2).txt", "con\nCON.txt\nlpt1 .a\n_con", "a:\na*\na?\na_", "é\ne\u0301\n.gitignore\n.gitignore."),
        Words = Samples.Words("\n", "CON", "nul", "com1", "COM¹", ".txt", " (2)", " (3)", "(2)", ".", " ", ":", "*", "?", "|", "e\u0301", "é", "\u1100\u1161", "가", "ß", "ſ", "K", "İ", "😀"),
        MaxBytes = 1024,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var archive = new ArchiveNames("folder");
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in Encoding.UTF8.GetString(input).Split('\n').Where(static text => StorePath.TryParse(text, out var path, out _) && !path.IsRoot && path.Folder.IsRoot))
        {
            var entry = archive.Add(StorePath.Parse(text).Name);
            Promise.That(entry.StartsWith("folder/", StringComparison.Ordinal), "A name lies in its folder.");
            var name = entry["folder/".Length..];
            Promise.That(name.Length > 0 && !name.Any(char.IsControl) && !name.AsSpan().ContainsAny(Refused) && name[^1] is not ('.' or ' '), "Every system takes the name.");
            Promise.That(ArchiveNames.Safe(name) == name, "A safe name stays as it is.");
            Promise.That(taken.Add(name.Normalize()), "No two names are the same.");
        }
    }
}
