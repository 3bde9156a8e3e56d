using System.Security.Cryptography;
using System.Text;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Resume;

/// <summary>Where the client remembers uploads that were interrupted: one private file for each.</summary>
internal sealed class ResumeDirectory(string directory, TimeProvider time)
{
    /// <summary>Nodes forget sooner.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>Takes the place of one upload for this process; null while another has it, or when the directory cannot be used.</summary>
    /// <param name="cluster">Where to.</param>
    /// <param name="user">Whose.</param>
    /// <param name="path">The path in the store.</param>
    /// <param name="file">The local file, absolute.</param>
    public ResumeSlot? TryTake(Guid cluster, string user, StorePath path, string file)
    {
        try
        {
            PrivateFiles.MakeDirectory(directory);
            Sweep();
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{cluster:N}\0{user}\0{path}\0{file}")));
            return ResumeSlot.TryTake(Path.Combine(directory, name));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Going on later is a convenience: without it the upload is as good.
            return null;
        }
    }

    private void Sweep()
    {
        var oldest = (time.GetUtcNow() - Retention).UtcDateTime;
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles())
            if (file.LastWriteTimeUtc < oldest)
                file.Delete();
    }
}
