using System.Text;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>How a secret would look where it does not belong.</summary>
internal static class SecretForms
{
    /// <summary>As it is, and in the two common ways to write bytes as text: base64 looks otherwise by how far the secret is from the beginning of what is written.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            secret, Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
            .. Enumerable.Range(0, 3).Select(skip => Convert.ToBase64String(bytes[skip..(bytes.Length - (bytes.Length - skip) % 3)])),
        ];
    }
}
