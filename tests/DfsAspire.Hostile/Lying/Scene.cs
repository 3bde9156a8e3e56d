using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Names;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Network;
using DfsAspire.Simulation.Sqlite;

namespace DfsAspire.Hostile.Lying;

/// <summary>A founded cluster in one process, with someone who may lie before each node, and users.</summary>
internal sealed class Scene
{
    private static Task<Founded>? _founded;

    private Scene(World world, SimCluster cluster)
    {
        (World, Cluster) = (world, cluster);
        Liars = [.. cluster.Nodes.Select(node => new LyingNode(node, world))];
    }

    public World World { get; }

    /// <summary>A host of a user's, of which nodes may be cut off.</summary>
    public Host Reader { get; } = new("reader");

    public SimCluster Cluster { get; }

    /// <summary>Who stands before each node.</summary>
    public IReadOnlyList<LyingNode> Liars { get; }

    public LyingNode Liar(int number) => Liars[number - 1];

    /// <summary>Plays to the end, in virtual time.</summary>
    public static async Task PlayAsync(Func<Scene, Task> play)
    {
        var founded = await (_founded ??= Founded.FoundAsync());
        var world = new World(1, null);
        SqliteVfs.Seed(1);
        var cluster = new SimCluster(world, founded.Copies);
        var scene = new Scene(world, cluster);
        try
        {
            await world.PlayAsync(async () =>
            {
                await cluster.StartAllAsync();
                await play(scene);
            });
        }
        finally
        {
            await cluster.EndAsync();
        }

        Assert.Empty(world.Surprises);
    }

    /// <summary>A client program of a user, logged in.</summary>
    public Task<DfsClient> ConnectAsync(string user = "alice") => new SimClient(World, Cluster, $"{user}'s client", user).ConnectAsync();

    /// <summary>The same, with another password than the first, or with a recovery key.</summary>
    public Task<DfsClient> ConnectAsync(string user, string password, AccessKind with = AccessKind.Password) =>
        DfsClient.ConnectAsync(Options(user, password, new Host($"{user}'s host"), with), CancellationToken.None);

    /// <summary>The administrator, logged in.</summary>
    public Task<DfsAdministrator> AdministerAsync() => DfsAdministrator.ConnectAsync(
        Options(ReservedNames.Administrator, Founded.PasswordOf(ReservedNames.Administrator), new Host("the administrator's host"), AccessKind.Password), CancellationToken.None);

    /// <summary>The same, on a host of which something may be cut off.</summary>
    public Task<DfsClient> ConnectAsync(Host host, string? resumeDirectory = null, KeyDerivation? deriveKeys = null) => DfsClient.ConnectAsync(
        new DfsClientOptions
        {
            Nodes = SimCluster.Addresses,
            User = "alice",
            Password = Founded.PasswordOf("alice"),
            Time = new ActorClock(World, host.Life, TimeSpan.Zero, 1),
            Transport = new SimTransport(Cluster, host, host.Life),
            DeriveKeys = deriveKeys ?? DerivedKeys.DeriveAsync,
            ResumeDirectory = resumeDirectory,
        },
        CancellationToken.None);

    private DfsClientOptions Options(string user, string password, Host host, AccessKind with) => new()
    {
        Nodes = SimCluster.Addresses,
        User = user,
        Password = password,
        With = with,
        Time = new ActorClock(World, host.Life, TimeSpan.Zero, 1),
        Transport = new SimTransport(Cluster, host, host.Life),
        DeriveKeys = DerivedKeys.DeriveAsync,
    };

    /// <summary>Stores bytes.</summary>
    public static Task<PutReceipt> PutAsync(DfsClient store, string path, byte[] bytes) =>
        store.PutAsync(StorePath.Parse(path), new MemoryStream(bytes), null, CancellationToken.None);

    /// <summary>Reads a file; the receipt says who did what wrong.</summary>
    public static async Task<(byte[] Bytes, GetReceipt Receipt)> GetAsync(DfsClient store, string path)
    {
        using var bytes = new MemoryStream();
        var receipt = await store.GetAsync(StorePath.Parse(path), bytes, null, CancellationToken.None);
        return (bytes.ToArray(), receipt);
    }

    /// <summary>Bytes that are recognised again.</summary>
    public static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
