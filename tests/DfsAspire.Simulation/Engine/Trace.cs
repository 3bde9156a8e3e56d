using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace DfsAspire.Simulation.Engine;

/// <summary>What happened, in order: always as a hash by which two runs are compared, and as text where somebody reads it.</summary>
internal sealed class Trace(World world, TextWriter? log)
{
    private readonly XxHash64 _hash = new();

    /// <summary>The hash of all lines so far, with their times.</summary>
    public ulong Hash => _hash.GetCurrentHashAsUInt64();

    /// <summary>True when somebody reads the text.</summary>
    public bool IsRead => log is not null;

    public void Note(FormattableString what)
    {
        var line = FormattableString.Invariant($"{world.Now.TotalMilliseconds,12:0.000}  {FormattableString.Invariant(what)}");
        _hash.Append(MemoryMarshal.AsBytes(line.AsSpan()));
        log?.WriteLine(line);
    }

    /// <summary>For the reader only: not part of the hash.</summary>
    public void Remark(FormattableString what) =>
        log?.WriteLine(FormattableString.Invariant($"{world.Now.TotalMilliseconds,12:0.000}  . {FormattableString.Invariant(what)}"));
}
