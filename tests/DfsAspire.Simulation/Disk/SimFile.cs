using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Disk;

/// <summary>A file's bytes: as every reader sees them, and as they would be after a power cut, with the changes between the two.</summary>
internal sealed class SimFile
{
    private const int Sector = 512;

    private readonly List<Change> _unsynced = [];
    private Bytes _seen = new();
    private Bytes _durable = new();

    public int Length => _seen.Length;

    public int Read(Span<byte> destination, long position) => _seen.Read(destination, position);

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        _seen.Write(bytes, (int)position);
        _unsynced.Add(new Change((int)position, bytes.ToArray()));
    }

    public void SetLength(long length)
    {
        if (length == _seen.Length)
            return;
        _seen.SetLength((int)length);
        _unsynced.Add(new Change((int)length, null));
    }

    public void Sync()
    {
        foreach (var change in _unsynced)
            change.ApplyTo(_durable);
        _unsynced.Clear();
    }

    /// <summary>
    /// A sync that fails brings some of the changes to the disk, and the system forgets that the others are still to be written: the
    /// next sync will succeed without them (https://wiki.postgresql.org/wiki/Fsync_Errors).
    /// </summary>
    public void FailSync(Chance chance)
    {
        WriteSome(_durable, chance, Survival.Some);
        _unsynced.Clear();
    }

    /// <summary>Turns a bit over, on the disk and for every reader.</summary>
    public void Flip(long bit)
    {
        _seen.Flip(bit);
        _durable.Flip(bit);
    }

    /// <summary>The file as a power cut leaves it.</summary>
    public SimFile AfterPowerCut(Chance chance, Survival survival)
    {
        var left = _durable.Copy();
        WriteSome(left, chance, survival);
        return new SimFile { _seen = left, _durable = left.Copy() };
    }

    /// <summary>The file as everybody sees it, synced.</summary>
    public SimFile Copy() => new() { _seen = _seen.Copy(), _durable = _seen.Copy() };

    private void WriteSome(Bytes target, Chance chance, Survival survival)
    {
        var whole = survival == Survival.First ? chance.Below(_unsynced.Count + 1) : 0;
        for (var i = 0; i < _unsynced.Count; i++)
        {
            if (survival == Survival.All || i < whole)
                _unsynced[i].ApplyTo(target);
            else if (survival == Survival.Some || (survival == Survival.First && i == whole))
                _unsynced[i].ApplySectorsTo(target, chance);
        }
    }

    // Bytes at a place, or a new length where there are none.
    private sealed record Change(int Position, byte[]? Written)
    {
        public void ApplyTo(Bytes target)
        {
            if (Written is null)
                target.SetLength(Position);
            else
                target.Write(Written, Position);
        }

        public void ApplySectorsTo(Bytes target, Chance chance)
        {
            if (Written is null)
            {
                if (chance.Happens(0.5))
                    target.SetLength(Position);
                return;
            }

            for (var at = 0; at < Written.Length;)
            {
                var length = Math.Min(Sector - ((Position + at) % Sector), Written.Length - at);
                if (chance.Happens(0.5))
                    target.Write(Written.AsSpan(at, length), Position + at);
                at += length;
            }
        }
    }
}

/// <summary>What a power cut leaves of the changes that were never synced.</summary>
internal enum Survival
{
    None,
    All,

    /// <summary>Any of them, in pieces.</summary>
    Some,

    /// <summary>The first ones, and of the next some pieces.</summary>
    First,
}
