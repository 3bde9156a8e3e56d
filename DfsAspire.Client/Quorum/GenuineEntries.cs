using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// Remembers entries whose signatures were found right, by SHA-256 of all that a node showed of them: nodes show the same ones, and callers ask for the
/// same ones again. What is forgotten is verified once more.
/// </summary>
internal sealed class GenuineEntries
{
    /// <summary>Half of what is remembered at the most, 32 bytes each. When the younger half is full, the older one goes.</summary>
    public const int HalfPrints = 64 * 1024;

    private readonly Lock _lock = new();
    private HashSet<Print> _young = [];
    private HashSet<Print> _old = [];

    /// <summary>How many entries are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _young.Count + _old.Count;
        }
    }

    /// <summary>What an entry is remembered by. The signature's length is fixed, so that no other split of the bytes has the same print.</summary>
    public static Print PrintOf(SignedEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(entry.Signature.Span);
        hash.AppendData(entry.Encoded.Span);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return new Print(MemoryMarshal.Read<UInt128>(bytes), MemoryMarshal.Read<UInt128>(bytes[16..]));
    }

    /// <summary>True for an entry that was added before and is not forgotten.</summary>
    public bool Contains(Print print)
    {
        lock (_lock)
            return _young.Contains(print) || _old.Contains(print);
    }

    /// <summary>Remembers an entry whose signature is right.</summary>
    public void Add(Print print)
    {
        lock (_lock)
        {
            if (_young.Count >= HalfPrints)
                (_old, _young) = (_young, []);
            _young.Add(print);
        }
    }

    /// <summary>SHA-256 of an entry and its signature.</summary>
    internal readonly record struct Print(UInt128 First, UInt128 Second);
}
