using DfsAspire.Protocol.Entries;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>One part file on one volume.</summary>
/// <param name="Node">Whose volume.</param>
/// <param name="Part">Its number, 1 to 4.</param>
/// <param name="File">Where it lies.</param>
internal sealed record PartOnDisk(int Node, int Part, string File)
{
    /// <summary>Changes one bit; done again, it is as before.</summary>
    public void FlipBitAt(long offset)
    {
        using var file = Open();
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 0x10));
    }

    public void Truncate(long length)
    {
        using var file = Open();
        file.SetLength(length);
    }

    // Shared: a node that repairs may be reading it, and a file that is locked would stop either.
    private FileStream Open() => System.IO.File.Open(File, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}

/// <summary>What lies on the volumes.</summary>
internal static class PartsOnDisk
{
    /// <summary>All part files in a user's folder, on all four volumes.</summary>
    public static IReadOnlyList<PartOnDisk> In(TestCluster cluster, StorePath folder, string user = "alice") =>
    [
        .. from node in TestCluster.Numbers
           let directory = Path.Combine([cluster.VolumeOf(node), user, .. folder.Value.Split('/')])
           where Directory.Exists(directory)
           from file in Directory.GetFiles(directory)
           select new PartOnDisk(node, file[^1] - '0', file),
    ];

    /// <summary>The part files of one content.</summary>
    public static IReadOnlyList<PartOnDisk> Of(TestCluster cluster, StorePath folder, ContentId content) =>
        [.. In(cluster, folder).Where(part => part.File.Contains(content.ToString(), StringComparison.Ordinal))];
}
