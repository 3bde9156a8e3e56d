namespace DfsAspire.Client.Resume;

/// <summary>The place of one upload's record, held by this process until it is disposed of.</summary>
internal sealed class ResumeSlot : IDisposable
{
    private readonly string _record;
    private readonly FileStream _held;

    private ResumeSlot(string file, FileStream held)
    {
        _record = $"{file}.put";
        _held = held;
    }

    /// <summary>True while a record stands that another attempt can go on from.</summary>
    public bool IsFilled { get; private set; }

    public static ResumeSlot? TryTake(string file)
    {
        try
        {
            return new ResumeSlot(file, PrivateFiles.Open($"{file}.lock", FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>What an earlier attempt left; null when there is nothing sound.</summary>
    public ResumeRecord? Read()
    {
        if (!File.Exists(_record))
            return null;
        using var file = PrivateFiles.Open(_record, FileMode.Open, FileShare.Read);
        if (file.Length is 0 or > ResumeRecord.MaxBytes)
            return null;
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return ResumeRecord.Parse(bytes);
    }

    /// <summary>Remembers how far the choice of keys is, synced. To be called before anything sealed with them is sent.</summary>
    public void Write(ResumeRecord record)
    {
        PrivateFiles.Replace(_record, record.ToBytes());
        IsFilled = true;
    }

    /// <summary>
    /// Forgets the record, synced: after a power cut it must not come back, because a content of which a commit was sent is never staged
    /// or discarded again. Emptying a file can be synced; removing it cannot.
    /// </summary>
    public void Clear()
    {
        IsFilled = false;
        if (!File.Exists(_record))
            return;
        using (var file = PrivateFiles.Open(_record, FileMode.Open, FileShare.None))
        {
            file.SetLength(0);
            file.Flush(flushToDisk: true);
        }

        File.Delete(_record);
    }

    // The lock's file stays until it is swept: removing it could let two processes hold one each.
    public void Dispose() => _held.Dispose();
}
