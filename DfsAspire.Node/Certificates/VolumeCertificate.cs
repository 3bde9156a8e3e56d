using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Node.Certificates;

/// <summary>The certificate that a node has made itself, with its private key: <c>.dfs/tls.pem</c> on the volume, readable by its owner alone.</summary>
internal static class VolumeCertificate
{
    private const string Directory = ".dfs";
    private const string Name = $"{Directory}/tls.pem";
    private const string Unfinished = $"{Name}.new";

    /// <summary>The file, with a new certificate in it if it was not there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static string Ensure(string volume, int node, DateTimeOffset now)
    {
        var disk = new LocalDisk(volume);
        if (disk.SizeOf(Name) is null)
            Keep(disk, SelfSigned.Make(string.Create(CultureInfo.InvariantCulture, $"dfs node{node}"), now));
        return disk.FullPath(Name);
    }

    // In one step: a certificate that clients were told of must not be gone, or half there, after a power cut.
    private static void Keep(LocalDisk disk, X509Certificate2 made)
    {
        using var certificate = made;
        using var key = certificate.GetECDsaPrivateKey()!;
        var bytes = Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        disk.Delete(Unfinished);
        using (var file = disk.Create(Unfinished, bytes.Length))
        {
            file.Write(bytes, 0);
            file.Sync();
        }

        disk.Move(Unfinished, Name);
        disk.SyncDirectory(Directory);
    }
}
