using DfsAspire.Client.Resume;
using DfsAspire.Protocol.Entries;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;

namespace DfsAspire.Simulation.Load;

/// <summary>
/// Where one user works with large files: the file that is being sent, and what is remembered of the upload. Both outlive the client
/// programs, which vanish; the next one goes on.
/// </summary>
internal sealed class Desk : IDisposable
{
    private static readonly Lazy<string> _room = new(() => Directory.CreateTempSubdirectory("dfs-desks-").FullName);

    private readonly string _root = Path.Combine(_room.Value, Guid.NewGuid().ToString("N"));
    private int _programs;

    /// <summary>The upload that has not come to its end; null when there is none.</summary>
    public Upload? Pending { get; private set; }

    /// <summary>What the program that runs now remembers.</summary>
    public string Memory => Directory.CreateDirectory(Path.Combine(_root, $"{_programs}")).FullName;

    /// <summary>The content of which an upload can be gone on with; null when none can.</summary>
    public ContentId? Remembered => Records().Select(file => ResumeRecord.Parse(File.ReadAllBytes(file))?.Content).FirstOrDefault();

    /// <summary>Puts a new file on the desk, to be sent to a path.</summary>
    public Upload Begin(string path, byte[] bytes, Value value)
    {
        var file = Path.Combine(Directory.CreateDirectory(_root).FullName, "file");
        File.WriteAllBytes(file, bytes);
        return Pending = new Upload(path, file, value);
    }

    /// <summary>The next attempt begins.</summary>
    public void Continue(Call call)
    {
        Pending = Pending! with { Attempt = call };
        Freshen();
    }

    /// <summary>The last attempt has ended, well or not. Without a record there is nothing to go on with.</summary>
    public void Ended()
    {
        if (Remembered is null)
            Pending = null;
    }

    /// <summary>The program vanishes, and its locks with it; what it has written down stays. Answers the call that cannot have had any effect, because no commit was sent; null when one may have been.</summary>
    public Call? ProgramVanishes()
    {
        var records = Records().ToList();
        _programs++;
        foreach (var record in records)
            File.Copy(record, Path.Combine(Memory, Path.GetFileName(record)));
        var attempt = Remembered is null ? null : Pending?.Attempt;
        Ended();
        return attempt;
    }

    /// <summary>Removes what programs that vanished have put on desks that were cleared already.</summary>
    public static void ClearAll()
    {
        if (_room.IsValueCreated)
            Directory.Delete(_room.Value, recursive: true);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private IEnumerable<string> Records() => Directory.EnumerateFiles(Memory, "*.put").Where(file => new FileInfo(file).Length > 0);

    // The simulated client lives in another year than the files that it writes, and would sweep them away.
    private void Freshen()
    {
        foreach (var file in Records())
            File.SetLastWriteTimeUtc(file, World.Epoch.UtcDateTime);
    }
}

/// <summary>One file on its way.</summary>
/// <param name="Path">Where to.</param>
/// <param name="File">The local file.</param>
/// <param name="Value">What it holds.</param>
internal sealed record Upload(string Path, string File, Value Value)
{
    /// <summary>The attempt under way.</summary>
    public Call? Attempt { get; init; }
}
