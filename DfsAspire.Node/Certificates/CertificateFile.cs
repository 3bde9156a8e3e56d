using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DfsAspire.Node.Hosting;

namespace DfsAspire.Node.Certificates;

/// <summary>Reads a certificate with its private key, and those of its issuers, from PEM or PKCS #12.</summary>
internal static class CertificateFile
{
    private const int MaxBytes = 1024 * 1024;

    /// <exception cref="IOException">A file is not there, or is too large to be one.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CryptographicException">There is no certificate with a key of its own, or the password is not the right one.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Issuers) Read(CertificateSource source)
    {
        var bytes = ReadAll(source.File);
        try
        {
            var text = Encoding.UTF8.GetString(bytes);
            return text.Contains("-----BEGIN ", StringComparison.Ordinal) ? FromPem(text, source) : FromPkcs12(bytes, source.Password);
        }
        catch (ArgumentException fault)
        {
            throw new CryptographicException(fault.Message, fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Issuers) FromPem(string text, CertificateSource source)
    {
        var key = source.Key is { } file ? ReadText(file) : text;
        var certificate = string.IsNullOrEmpty(source.Password)
            ? X509Certificate2.CreateFromPem(text, key)
            : X509Certificate2.CreateFromEncryptedPem(text, key, source.Password);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(text);
        return (WithKeptKey(certificate), Others(all, certificate));
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Issuers) FromPkcs12(byte[] bytes, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        var certificate = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("It holds no private key.");
        return (certificate, Others(all, certificate));
    }

    private static X509Certificate2Collection Others(X509Certificate2Collection all, X509Certificate2 certificate) =>
        [.. all.Where(one => one.Thumbprint != certificate.Thumbprint)];

    // Windows shakes hands only with keys that went through its store.
    private static X509Certificate2 WithKeptKey(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)
        : certificate;

    private static string ReadText(string file)
    {
        var bytes = ReadAll(file);
        try
        {
            return Encoding.UTF8.GetString(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static byte[] ReadAll(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length > MaxBytes)
            throw new IOException($"'{file}' has {stream.Length} bytes, and at most {MaxBytes} are read.");
        var bytes = new byte[stream.Length];
        try
        {
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch
        {
            CryptographicOperations.ZeroMemory(bytes);
            throw;
        }
    }
}
