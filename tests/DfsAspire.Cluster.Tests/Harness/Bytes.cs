using System.Security.Cryptography;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Contents of files: reproducible, and without a pattern that could hide a swap.</summary>
internal static class Bytes
{
    public static byte[] Of(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Writes a large file piece by piece and answers its SHA-256.</summary>
    public static async Task<string> WriteFileAsync(string path, long length, int seed)
    {
        var random = new Random(seed);
        var piece = new byte[1024 * 1024];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        for (long written = 0; written < length;)
        {
            var count = (int)Math.Min(piece.Length, length - written);
            random.NextBytes(piece.AsSpan(0, count));
            hash.AppendData(piece, 0, count);
            await file.WriteAsync(piece.AsMemory(0, count));
            written += count;
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    public static async Task<string> HashFileAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexString(await SHA256.HashDataAsync(file));
    }
}
