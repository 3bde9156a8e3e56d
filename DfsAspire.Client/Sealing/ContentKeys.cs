using System.Security.Cryptography;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// The keys of one content: its random data key and the runs it was sealed in. Each run has a key of its own
/// (HKDF-SHA256, RFC 5869, of the data key), so that sealing again after an interruption never uses a nonce twice.
/// </summary>
/// <remarks>
/// Lanes may be worked on concurrently, each with its own <see cref="LaneCipher"/>; every other member is for one caller
/// at a time. Disposing clears the data key; ciphers that were handed out stop working.
/// </remarks>
public sealed class ContentKeys : IDisposable
{
    /// <summary>Bytes of a content's id.</summary>
    public const int ContentIdLength = 16;

    /// <summary>The most runs a content may be sealed in: a PUT may be resumed 63 times.</summary>
    public const int MaxRuns = 64;

    internal const int KeyLength = 32;

    private const long SealingIsOver = long.MaxValue;

    private readonly byte[] _contentId;
    private readonly byte[] _dataKey;
    private readonly List<KeyRun> _runs;
    private readonly long[] _nextToSeal = [SealingIsOver, SealingIsOver, SealingIsOver, SealingIsOver];
    private bool _disposed;

    /// <summary>Keys as a record told them: they open, and seal nothing until a run is started.</summary>
    internal ContentKeys(ReadOnlySpan<byte> contentId, ReadOnlySpan<byte> dataKey, IEnumerable<KeyRun> runs)
    {
        ThrowIfNotContentId(contentId);
        _contentId = contentId.ToArray();
        _dataKey = dataKey.ToArray();
        _runs = [.. runs];
    }

    /// <summary>The id of the content that these keys belong to.</summary>
    public ReadOnlyMemory<byte> ContentId => _contentId;

    internal IReadOnlyList<KeyRun> Runs => _runs;

    internal ReadOnlySpan<byte> DataKey
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _dataKey;
        }
    }

    /// <summary>Fresh keys for a new content, ready to seal every segment of every lane once.</summary>
    /// <param name="contentId">The new content's id, 16 bytes.</param>
    /// <exception cref="ArgumentException">The id is not 16 bytes long.</exception>
    public static ContentKeys Create(ReadOnlySpan<byte> contentId)
    {
        Span<byte> dataKey = stackalloc byte[KeyLength];
        RandomNumberGenerator.Fill(dataKey);
        ContentKeys keys = new(contentId, dataKey, []);
        CryptographicOperations.ZeroMemory(dataKey);
        keys.StartRun([0, 0, 0, 0]);
        return keys;
    }

    /// <summary>
    /// Starts a new run, for a PUT that goes on after an interruption: segments from <paramref name="firstSegments"/> on
    /// are sealed with a fresh key. Where it begins before an earlier run, it takes over what that one sealed from there on. The key
    /// record must be wrapped again and stored with what the run seals.
    /// </summary>
    /// <param name="firstSegments">For lanes 0 to 3, the first segment to seal; a finished lane's is its segment count.</param>
    /// <exception cref="ArgumentException">There are not four numbers, or one is no segment's of any lane.</exception>
    /// <exception cref="InvalidOperationException">The content was already sealed in <see cref="MaxRuns"/> runs.</exception>
    public void StartRun(ReadOnlySpan<long> firstSegments)
    {
        if (_runs.Count == MaxRuns)
            throw new InvalidOperationException($"A content is sealed in at most {MaxRuns} runs. Put the file again from its start.");
        if (firstSegments.Length != Lanes.Count)
            throw new ArgumentException("A run names the first segment of four lanes.", nameof(firstSegments));
        long[] first = firstSegments.ToArray();
        KeyRun run = new(RandomNumberGenerator.GetBytes(KeyRun.IdLength), first);
        List<KeyRun> runs = [.. _runs.Select(before => before.UpTo(first)), run];
        if (!KeyRun.AreInOrder(runs))
            throw new ArgumentException("A run begins at a segment that its lane may have.", nameof(firstSegments));
        _runs.Clear();
        _runs.AddRange(runs);
        firstSegments.CopyTo(_nextToSeal);
    }

    /// <summary>The cipher for one lane, for one caller at a time. The caller disposes it.</summary>
    /// <param name="lanes">How the content is cut.</param>
    /// <param name="lane">The lane, 0 to 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lane is not 0 to 3.</exception>
    public LaneCipher OpenLane(Lanes lanes, int lane)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new LaneCipher(this, lanes, lane);
    }

    /// <summary>Clears the data key.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_dataKey);
    }

    internal static void ThrowIfNotContentId(ReadOnlySpan<byte> contentId)
    {
        if (contentId.Length != ContentIdLength)
            throw new ArgumentException($"A content id has {ContentIdLength} bytes.", nameof(contentId));
    }

    /// <summary>The newest run that had reached this segment: the one that sealed it.</summary>
    internal int RunOf(int lane, long segment)
    {
        int run = _runs.Count - 1;
        while (_runs[run].FirstSegments[lane] > segment)
            run--;
        return run;
    }

    internal SegmentCipher CipherOf(int run)
    {
        ReadOnlySpan<byte> label = "dfs run"u8;
        Span<byte> info = stackalloc byte[label.Length + KeyRun.IdLength + ContentIdLength];
        label.CopyTo(info);
        _runs[run].Id.CopyTo(info[label.Length..]);
        _contentId.CopyTo(info[(label.Length + KeyRun.IdLength)..]);

        Span<byte> runKey = stackalloc byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, DataKey, runKey, salt: [], info);
        SegmentCipher cipher = new(runKey);
        CryptographicOperations.ZeroMemory(runKey);
        return cipher;
    }

    /// <summary>Claims the right to seal a segment. Each can be claimed once: a nonce must not serve two plaintexts.</summary>
    internal void ClaimSealing(int lane, long segment)
    {
        if (segment < _nextToSeal[lane])
        {
            throw new InvalidOperationException(
                $"Segment {segment} of lane {lane} cannot be sealed again under the same key. Send the bytes it was sealed to, or start a new run.");
        }

        _nextToSeal[lane] = segment + 1;
    }
}
