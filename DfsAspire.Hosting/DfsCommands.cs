using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The commands of a node in the dashboard.</summary>
internal static class DfsCommands
{
    public static IResourceBuilder<ProjectResource> WithNodeCommands(this IResourceBuilder<ProjectResource> node, ParameterResource clusterSecret) => node
        .WithHttpCommand("/repair", "Repair now", endpointName: "http", commandName: "repair", commandOptions: Asked(
            clusterSecret, "Compare with the other nodes and bring back what is missing or damaged", "Wrench"))
        .WithHttpCommand("/scrub", "Scrub now", endpointName: "http", commandName: "scrub", commandOptions: Asked(
            clusterSecret, "Read and verify every part now against its checksum, and the catalog against its signatures; then repair what was found damaged", "ShieldTask"))
        .WithHttpCommand("/drain", "Drain", endpointName: "http", commandName: "drain", commandOptions: Asked(
            clusterSecret, "Let the writes under way come to their end and take no new ones, so that the node can be stopped", "PlugDisconnected"))
        .WithHttpCommand("/undrain", "Take writes again", endpointName: "http", commandName: "undrain", commandOptions: Asked(
            clusterSecret, "Take back a drain", "ArrowUndo"));

    // Nodes take these requests only with a key that follows from the cluster secret (docs/security.md).
    private static HttpCommandOptions Asked(ParameterResource clusterSecret, string description, string icon) => new()
    {
        Method = HttpMethod.Post,
        Description = description,
        IconName = icon,
        PrepareRequest = async context =>
        {
            var secret = Encoding.UTF8.GetBytes(await clusterSecret.GetValueAsync(context.CancellationToken) ?? "");
            var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, salt: [], "dfs http command"u8.ToArray());
            context.Request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Convert.ToHexString(key));
        },
    };
}
