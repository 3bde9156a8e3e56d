using System.Buffers;
using System.IO.Hashing;
using System.Text;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Entries;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Resume;

/// <summary>
/// A large file on its way that appears under its name only when it is whole. When it is interrupted, what has come stays beside it under
/// a hidden name that follows from the target and the content, with a journal; the next attempt checks those bytes and goes on.
/// </summary>
internal sealed class ResumableOutput : IDisposable
{
    private const long JournalBytes = 16 * 1024 * 1024;
    private const string Suffix = ".dfs-get";

    private readonly string _target;
    private readonly string _partial;
    private readonly SafeFileHandle _handle;
    private readonly long _length;
    private readonly Lanes _lanes;
    private readonly Lane[] _progress;
    private readonly Lock _journal = new();
    private long _sinceJournal;
    private bool _isKept;

    private ResumableOutput(string target, string partial, SafeFileHandle handle, Entry entry)
    {
        (_target, _partial, _handle, _length, _lanes) = (target, partial, handle, entry.Length, new Lanes(entry.ContentLength));
        _progress = [.. Enumerable.Range(0, Lanes.Count).Select(_ => new Lane())];
    }

    /// <summary>For each lane the segment to go on with.</summary>
    public IReadOnlyList<long> First => [.. _progress.Select(lane => lane.Mark().Segments)];

    private string Journal => $"{_partial}.journal";

    /// <summary>Opens what an earlier attempt left, or a new file; null when another process is at it.</summary>
    /// <exception cref="IOException">The folder is not there or cannot be written, or the name is a folder's.</exception>
    public static ResumableOutput? TryOpen(string path, Entry entry, CancellationToken cancellationToken)
    {
        var target = OutputFile.TargetOf(path);
        var folder = Path.GetDirectoryName(target)!;
        var hidden = $".{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(Path.GetFileName(target))))}";
        var partial = Path.Combine(folder, $"{hidden}.{entry.Content}{Suffix}");
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(partial))
        {
            return null;
        }

        var output = new ResumableOutput(target, partial, handle, entry);
        try
        {
            // Of another version nothing is of use any more.
            foreach (var old in Directory.EnumerateFiles(folder, $"{hidden}.*{Suffix}*").Where(old => !old.StartsWith(partial, StringComparison.Ordinal)))
                File.Delete(old);
            output.Recall(cancellationToken);
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Takes an authenticated segment; those of one lane come in order.</summary>
    public void Write(Segment segment, ReadOnlySpan<byte> plaintext)
    {
        RandomAccess.Write(_handle, plaintext, segment.PlainOffset);
        _progress[segment.Lane].Add(plaintext);
        if (Interlocked.Add(ref _sinceJournal, plaintext.Length) < JournalBytes)
            return;
        lock (_journal)
        {
            if (Interlocked.Read(ref _sinceJournal) < JournalBytes)
                return;
            WriteJournal();
        }
    }

    /// <summary>Leaves what has come for the next attempt.</summary>
    public void Keep()
    {
        _isKept = true;
        WriteJournal();
    }

    /// <summary>Gives the file its name, in place of one that had it.</summary>
    public void Publish()
    {
        RandomAccess.SetLength(_handle, _length);
        _handle.Dispose();
        File.Move(_partial, _target, overwrite: true);
        File.Delete(Journal);
        _isKept = true;
    }

    public void Dispose()
    {
        _handle.Dispose();
        if (_isKept)
            return;
        File.Delete(_partial);
        File.Delete(Journal);
    }

    private void WriteJournal()
    {
        Interlocked.Exchange(ref _sinceJournal, 0);
        new GetJournal([.. _progress.Select(lane => lane.Mark())]).Write(Journal);
    }

    private void Recall(CancellationToken cancellationToken)
    {
        var journal = GetJournal.Read(Journal);
        var buffer = ArrayPool<byte>.Shared.Rent(Lanes.SegmentLength);
        try
        {
            for (var lane = 0; lane < Lanes.Count; lane++)
                if (!Reread(lane, journal.Lanes[lane], buffer, cancellationToken))
                    _progress[lane] = new Lane();
        }
        finally
        {
            Array.Clear(buffer, 0, Lanes.SegmentLength);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool Reread(int lane, LaneMark mark, byte[] buffer, CancellationToken cancellationToken)
    {
        if (mark.Segments > _lanes.SegmentCount(lane))
            return false;
        for (long index = 0; index < mark.Segments; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var segment = _lanes.SegmentAt(lane, index);
            var bytes = segment.BytesOfFile(_length);
            var rest = buffer.AsMemory(0, bytes);
            for (var offset = segment.PlainOffset; !rest.IsEmpty;)
            {
                var read = RandomAccess.Read(_handle, rest.Span, offset);
                if (read == 0)
                    return false;
                rest = rest[read..];
                offset += read;
            }

            _progress[lane].Add(buffer.AsSpan(0, bytes));
        }

        return mark.Segments == 0 || _progress[lane].Mark() == mark;
    }

    private sealed class Lane
    {
        private readonly Lock _lock = new();
        private readonly XxHash128 _hash = new();
        private long _segments;

        public void Add(ReadOnlySpan<byte> plaintext)
        {
            lock (_lock)
            {
                _hash.Append(plaintext);
                _segments++;
            }
        }

        public LaneMark Mark()
        {
            lock (_lock)
                return new LaneMark(_segments, _hash.GetCurrentHashAsUInt128());
        }
    }
}
