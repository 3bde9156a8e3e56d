using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The commands of nodes and worker in the dashboard.</summary>
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

    /// <summary>Only a user can tell whether files open: nodes have no keys. The worker takes the user's password with the request.</summary>
    public static IResourceBuilder<ProjectResource> WithVerifyCommand(this IResourceBuilder<ProjectResource> gateway, string user, ParameterResource password) => gateway
        .WithHttpCommand("/api/v1/verify", $"Verify {user}'s files", endpointName: "http", commandName: $"verify-{user}", commandOptions: new HttpCommandOptions
        {
            Method = HttpMethod.Post,
            Description = $"Read and authenticate every copy of everything that {user} keeps, from every node",
            IconName = "DocumentCheckmark",
            PrepareRequest = async context =>
            {
                var credentials = Encoding.UTF8.GetBytes($"{user}:{await password.GetValueAsync(context.CancellationToken)}");
                context.Request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
            },
            GetCommandResult = async context => VerifyResult(
                context.Response.StatusCode, await context.Response.Content.ReadFromJsonAsync<JsonElement>(context.CancellationToken)),
        });

    private static ExecuteCommandResult VerifyResult(HttpStatusCode status, JsonElement answer)
    {
        if (status == HttpStatusCode.Accepted)
            return new ExecuteCommandResult { Success = true, Message = "Under way. The worker's log tells what it finds." };
        if (status != HttpStatusCode.OK)
            return new ExecuteCommandResult { Success = false, Message = answer.GetProperty("detail").GetString() };
        var faults = answer.GetProperty("faults");
        // Of a node that did not answer every part is missed: that comes first.
        var away = answer.GetProperty("nodesAway").EnumerateArray().Select(node => $"{node.GetString()} does not answer. ");
        return faults.GetArrayLength() == 0
            ? new ExecuteCommandResult { Success = true, Message = $"All sound: {answer.GetProperty("files")} files, {answer.GetProperty("copies")} copies of parts." }
            : new ExecuteCommandResult
            {
                Success = false,
                Message = $"{string.Concat(away)}{faults.GetArrayLength()} faults; the worker's log has them all. The first: {faults[0].GetProperty("path").GetString()}: {faults[0].GetProperty("reason").GetString()}",
            };
    }

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
