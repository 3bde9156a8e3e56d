using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;

var builder = DistributedApplication.CreateBuilder(args);

// Whatever must survive a restart lies here, outside the repository; the setting Dfs:Data names another place.
var data = Path.GetFullPath(builder.Configuration["Dfs:Data"] ?? Path.Combine(
    Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "DfsAspire"));

// .NET serves no TLS 1.3 on macOS. All nodes listen on loopback here, where plain TCP is allowed.
var tls = OperatingSystem.IsMacOS() ? "off" : "on";

var adminSecret = Secret("admin-secret");
var clusterSecret = Secret("cluster-secret");
var alicePassword = Secret("alice-password");
var bobPassword = Secret("bob-password");

// Each two nodes share one that no other node has: it is how they know each other.
var pairSecrets = new Dictionary<(int, int), IResourceBuilder<ParameterResource>>();
for (var one = 1; one <= 4; one++)
    for (var other = one + 1; other <= 4; other++)
        pairSecrets[(one, other)] = Secret(string.Create(CultureInfo.InvariantCulture, $"node{one}-node{other}-secret"));

var node1 = Node(1);
var node2 = Node(2);
var node3 = Node(3);
var node4 = Node(4);

// Nodes repair each other, so each knows the other three; none waits for another.
IResourceBuilder<ProjectResource>[] nodes = [node1, node2, node3, node4];
foreach (var node in nodes)
    foreach (var other in nodes.Where(other => other != node))
        node.WithReference(other);

// Makes a cluster out of four empty volumes and the accounts on it; on later starts it finds both and ends at once.
var founding = builder.AddProject<Projects.DfsAspire_Client>("founding")
    .WithArgs("found")
    .WithReference(node1).WaitFor(node1)
    .WithReference(node2).WaitFor(node2)
    .WithReference(node3).WaitFor(node3)
    .WithReference(node4).WaitFor(node4)
    .WithEnvironment("Dfs__Tls", tls)
    .WithEnvironment("Dfs__AdminSecret", adminSecret)
    .WithEnvironment("Dfs__ClusterSecret", clusterSecret)
    .WithEnvironment("Dfs__Users__0__Name", "alice")
    .WithEnvironment("Dfs__Users__0__Password", alicePassword)
    .WithEnvironment("Dfs__Users__1__Name", "bob")
    .WithEnvironment("Dfs__Users__1__Password", bobPassword);

builder.AddProject<Projects.DfsAspire_Client>("client")
    .WithArgs("serve")
    .WithReference(node1)
    .WithReference(node2)
    .WithReference(node3)
    .WithReference(node4)
    .WaitForCompletion(founding)
    .WithEnvironment("Dfs__Tls", tls)
    .WithEnvironment("Dfs__User", "alice")
    .WithEnvironment("Dfs__Password", alicePassword)
    .WithEnvironment("Dfs__Users__0__Name", "bob")
    .WithEnvironment("Dfs__Users__0__Password", bobPassword)
    .WithEnvironment("Dfs__ConnectionFile", Path.Combine(data, "dfs.conf"))
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health");

var application = builder.Build();
Console.WriteLine($"DfsAspire keeps volumes and dfs.conf in {data}");
application.Run();

// A stopped node must refuse connections at once, so none of its endpoints goes through a proxy.
IResourceBuilder<ProjectResource> Node(int number)
{
    var node = builder.AddProject<Projects.DfsAspire_Node>($"node{number}")
        .WithEndpoint(scheme: "tcp", name: "dfs", env: "Dfs__Port", isProxied: false)
        .WithHttpEndpoint(isProxied: false)
        .WithHttpHealthCheck("/health")
        .WithEnvironment("Dfs__Node", number.ToString(CultureInfo.InvariantCulture))
        .WithEnvironment("Dfs__Tls", tls)
        .WithEnvironment("Dfs__Volume", Path.Combine(data, $"node{number}"))
        .WithEnvironment("Dfs__ClusterSecret", clusterSecret)
        .WithHttpCommand("/repair", "Repair now", endpointName: "http", commandName: "repair", commandOptions: Asked(
            "Compare with the other nodes and bring back what is missing or damaged", "Wrench"))
        .WithHttpCommand("/scrub", "Scrub now", endpointName: "http", commandName: "scrub", commandOptions: Asked(
            "Re-read every part, then repair what was found damaged", "ShieldTask"));
    foreach (var ((one, other), secret) in pairSecrets)
        if (one == number || other == number)
            node.WithEnvironment(string.Create(CultureInfo.InvariantCulture, $"Dfs__PeerSecrets__{(one == number ? other : one)}"), secret);
    return node;
}

// Nodes take these requests only with a key that follows from the cluster secret (docs/security.md).
HttpCommandOptions Asked(string description, string icon) => new()
{
    Method = HttpMethod.Post,
    Description = description,
    IconName = icon,
    PrepareRequest = async context =>
    {
        var secret = Encoding.UTF8.GetBytes(await clusterSecret.Resource.GetValueAsync(context.CancellationToken) ?? "");
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, salt: [], "dfs http command"u8.ToArray());
        context.Request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Convert.ToHexString(key));
    },
};

// Made up on the first run and kept in the user's secret store. Elsewhere than in development that store is not read,
// and a value made up anew would not open the old volumes: there it must be given (Parameters:admin-secret and so on).
IResourceBuilder<ParameterResource> Secret(string name) => builder.Environment.IsDevelopment()
    ? builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true)
    : builder.AddParameter(name, secret: true);
