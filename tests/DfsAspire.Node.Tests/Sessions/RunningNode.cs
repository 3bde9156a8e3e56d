using System.Net;
using System.Text;
using DfsAspire.Node.Accounts;
using DfsAspire.Node.Certificates;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Tests.Storage;
using DfsAspire.Protocol.Lines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>A whole node in this process: real Kestrel on free loopback ports, a volume of its own that goes with it.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    public const int Number = 2;
    public const string Secret = "a secret of the cluster, for tests only";

    /// <summary>What this node shares with another.</summary>
    public static string PeerSecret(int node) => $"a secret of the nodes {Number} and {node}, for tests only";

    /// <summary>What another node has to know to log in here.</summary>
    public static IReadOnlyDictionary<int, ReadOnlyMemory<byte>> PeerSecretsOf(int node) =>
        new Dictionary<int, ReadOnlyMemory<byte>> { [Number] = Encoding.UTF8.GetBytes(PeerSecret(node)) };

    private readonly DirectoryInfo _directory;
    private readonly WebApplication _app;

    private RunningNode(WebApplication app, DirectoryInfo directory, FaultyDisk disk) => (_app, _directory, Disk) = (app, directory, disk);

    public IPEndPoint Endpoint => _app.Services.GetRequiredService<NodeEndpoint>().Bound;

    public string VolumePath => PathOf(_directory);

    /// <summary>What its volume lies on.</summary>
    public FaultyDisk Disk { get; }

    public NodeStore Store => _app.Services.GetRequiredService<Volume>().Store;

    public Uri Http => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
        .Single(address => new Uri(address).Port != Endpoint.Port));

    /// <summary>The certificate that the node shows; null without TLS.</summary>
    public CertificateFingerprint? Certificate => _app.Services.GetRequiredService<NodeCertificate>().Fingerprint;

    public TestUser Administrator { get; private set; } = null!;

    public TestUser Alice { get; private set; } = null!;

    public Guid Cluster { get; private set; }

    /// <summary>A node with an empty volume.</summary>
    public static async Task<RunningNode> StartEmptyAsync(TimeProvider? time = null, params string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("dfs-sessions-");
        var builder = WebApplication.CreateBuilder([
            $"--Dfs:Node={Number}", "--Dfs:Port=0", $"--Dfs:Volume={PathOf(directory)}",
            "--urls=http://127.0.0.1:0", .. settings]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Dfs:ClusterSecret"] = Secret,
            ["Dfs:PeerSecrets:1"] = PeerSecret(1),
            ["Dfs:PeerSecrets:3"] = PeerSecret(3),
        });
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        // Nobody but the test asks it how it is: asking takes a connection.
        builder.Services.Configure<HealthCheckPublisherOptions>(options => options.Delay = TimeSpan.FromHours(1));
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.AddNode(NodeOptions.Read(builder.Configuration));
        // A test may have given it a volume of its own.
        var disk = new FaultyDisk(builder.Configuration["Dfs:Volume"]!);
        builder.Services.AddSingleton(provider => VolumeOn(disk, provider));
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapOperatorCommands();
        var node = new RunningNode(app, directory, disk);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>A node whose cluster is founded, with the accounts of the administrator and of Alice.</summary>
    public static async Task<RunningNode> StartAsync(TimeProvider? time = null, params string[] settings)
    {
        var node = await StartEmptyAsync(time, settings);
        node.Administrator = TestUser.Make("administrator");
        node.Alice = TestUser.Make("Alice");
        node.Cluster = Guid.NewGuid();
        var store = node._app.Services.GetRequiredService<Volume>().Store;
        var cancel = TestContext.Current.CancellationToken;
        await store.FoundAsync(node.Cluster, node.Administrator.SignedBy(node.Administrator), cancel);
        await store.PutAccountAsync(node.Alice.SignedBy(node.Administrator), null, cancel);
        return node;
    }

    /// <summary>Begins a graceful stop; ends when the node has stopped.</summary>
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    /// <summary>Ends when the node has begun to stop.</summary>
    public Task WhenStopping()
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        return stopping.Task;
    }

    public Task<TestConnection> ConnectAsync() => TestConnection.ConnectAsync(Endpoint, _app.Services.GetRequiredService<NodeOptions>().Tls);

    public async Task<TestConnection> LogInAsync(TestUser user)
    {
        var connection = await ConnectAsync();
        await connection.LogInAsync(user.Name, user.ScramPasswordFor(Number));
        return connection;
    }

    /// <summary>The founding step's SCRAM password here.</summary>
    public static Task<string> ClusterPasswordAsync() => new ClusterLogIn(Encoding.UTF8.GetBytes(Secret)).PasswordForAsync(Number);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static string PathOf(DirectoryInfo directory) => Path.Combine(directory.FullName, "volume");

    // The node's own in all but the disk.
    private static Volume VolumeOn(FaultyDisk disk, IServiceProvider provider)
    {
        var (time, log) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<NodeStore>>());
        return new Volume(provider.GetRequiredService<NodeOptions>(), provider.GetRequiredService<RepairOptions>(), time, log)
        {
            Open = (where, ct) => NodeStore.OpenAsync(where, disk, time, log, ct),
        };
    }
}
