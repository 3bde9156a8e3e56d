using System.Text;
using DfsAspire.Client.Recovery;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Paths from volumes, as a recovery turns them into local files: none leads out of the directory.</summary>
internal static class RecoveredNamesTarget
{
    private const string Output = "/recovered/here";

    public static FuzzTarget Target { get; } = new("recovered-names", Run)
    {
        Seeds = static () => Samples.Words("docs/report.pdf", "a", "..a/.b"),
        Words = Samples.Words("..", ".", "/", "../", "\\", "~", ":", "\0", " ", "%2E", "\u0085"),
        MaxBytes = 1100,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (!StorePath.TryParse(Encoding.UTF8.GetString(input), out var path, out _) || path.IsRoot)
            return;
        try
        {
            var local = path.Value.Split('/').Aggregate(Output, RecoveryOutput.LocalName);
            Promise.That(Path.GetFullPath(local) == local && local == $"{Output}/{path.Value}", "A file is restored where its path says, under the directory.");
        }
        catch (IOException)
        {
            // A name that this file system does not have.
        }
    }
}
