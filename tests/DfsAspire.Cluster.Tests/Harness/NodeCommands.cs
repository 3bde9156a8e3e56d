using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>What an operator tells a node over HTTP.</summary>
internal static class NodeCommands
{
    public static async Task<(HttpStatusCode Status, string Said)> PostAsync(this TestCluster cluster, int node, string path, CancellationToken cancellationToken)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(TestCluster.ClusterSecret), 32, salt: [], "dfs http command"u8.ToArray());
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Convert.ToHexString(key)) } };
        using var response = await http.PostAsync(new Uri($"http://127.0.0.1:{cluster.Node(node).HttpPort}{path}"), content: null, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
