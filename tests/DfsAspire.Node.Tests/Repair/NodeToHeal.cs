using System.Diagnostics.Metrics;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using DfsAspire.Node.Accounts;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;
using DfsAspire.Node.Storage;
using DfsAspire.Node.Tests.Sessions;
using DfsAspire.Node.Tests.Storage;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DfsAspire.Node.Tests.Repair;

/// <summary>The volume of node 3 beside a running node 2, which has what node 3 lacks.</summary>
internal sealed class NodeToHeal : IAsyncDisposable
{
    private const int Number = 3;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dfs-heal-");
    private readonly Peer _peer;

    private NodeToHeal(RunningNode other)
    {
        Other = other;
        Disk = new FaultyDisk(_directory.FullName);
        Options = new NodeOptions { Node = Number, Port = 0, Volume = _directory.FullName, ClusterSecret = Encoding.UTF8.GetBytes(RunningNode.Secret), PeerSecrets = RunningNode.PeerSecretsOf(Number) };
        Volume = new Volume(Options, new RepairOptions(), TimeProvider.System, NullLogger<NodeStore>.Instance)
        {
            Open = (where, ct) => NodeStore.OpenAsync(where, Disk, TimeProvider.System, NullLogger<NodeStore>.Instance, ct),
        };
        _peer = new Peer(RunningNode.Number, new Transport(other), new NodeLogIns(Options), TimeProvider.System);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public RunningNode Other { get; }

    public FaultyDisk Disk { get; }

    public NodeOptions Options { get; }

    public Volume Volume { get; }

    public PeerViews Views => new([new PeerView(_peer, new IntroduceReply(Outcome.Ok, Other.Cluster, Other.Store.Identity.Incarnation, true, 0, 0, 0))], []);

    /// <summary>Both nodes in one cluster; the one to heal knows nobody but the administrator.</summary>
    public static async Task<NodeToHeal> StartAsync()
    {
        var node = new NodeToHeal(await RunningNode.StartAsync());
        await node.Volume.StartAsync(Cancel);
        await node.Volume.Store.FoundAsync(node.Other.Cluster, node.Other.Administrator.SignedBy(node.Other.Administrator), Cancel);
        return node;
    }

    public Task LearnOfAliceAsync() => Volume.Store.PutAccountAsync(Other.Alice.SignedBy(Other.Administrator), null, Cancel);

    public Task<int> CopyCatalogAsync() =>
        new CatalogCopy(Volume, Unpaced(), TimeProvider.System, NullLogger<CatalogCopy>.Instance).RunAsync(Views, Cancel);

    /// <summary>Changes the catalog behind the node's back.</summary>
    public void Sql(string statement)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(_directory.FullName, ".dfs", "catalog.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    /// <summary>Takes over the accounts that the other node has.</summary>
    public Task CopyAccountsAsync(int others) => new AccountCopy(Volume, new NodeReadiness(Volume), Options, TimeProvider.System, NullLogger<AccountCopy>.Instance)
        .RunAsync(new PeerViews([.. Enumerable.Repeat(Views.Answered[0], others)], []), Cancel);

    public async Task<PathState> StateAsync(string path) => await Volume.Store.GetStateAsync(Other.Alice.Name, StorePath.Parse(path), Cancel);

    /// <summary>Commits a file of Alice's at the other node, which keeps parts 2 and 3, and part 4 for node 3.</summary>
    public async Task PutAtOtherAsync(string path, int partBytes, byte[]? keyRecord = null)
    {
        var (store, user, at) = (Other.Store, Other.Alice.Name, StorePath.Parse(path));
        byte[][] parts = [.. Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetBytes(partBytes))];
        var entry = new Entry
        {
            User = user,
            Path = at,
            Kind = EntryKind.File,
            Stamp = new Stamp(1, Guid.NewGuid()),
            WrittenAt = 1_700_000_000_000,
            Content = ContentId.New(),
            Length = 4L * partBytes,
            Placement = 0,
            Layout = Entry.FourLanes,
            Parts = [.. parts.Select(part => new PartInfo(part.Length, XxHash128.HashToUInt128(part)))],
        };
        foreach (var part in (int[])[2, 3, 4])
        {
            await using var staged = await store.BeginStageAsync(user, entry.Content, at, part, isLoan: part == 4, partBytes, Cancel);
            await staged.WriteAsync(parts[part - 1], Cancel);
            await staged.CompleteAsync(entry.Parts[part - 1].Checksum, Cancel);
        }

        var taken = await store.CommitAsync(user, SignedEntry.Sign(entry, Other.Alice.Key), keyRecord ?? new byte[90], Cancel);
        Assert.Equal(Status.Ok, taken.Status);
    }

    /// <summary>Tries to heal, with the other node or alone.</summary>
    public async Task<HealingResult> HealAsync(bool isAlone = false, TimeProvider? time = null, Pace? pace = null)
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        await using var provider = services.BuildServiceProvider();
        var counts = new RepairCounts(provider.GetRequiredService<IMeterFactory>(), Options);
        return await new PartHealing(Volume, Options, counts, pace ?? Unpaced(), time ?? TimeProvider.System, NullLogger<PartHealing>.Instance)
            .RunAsync(isAlone ? new PeerViews([], []) : Views, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await Volume.StopAsync(CancellationToken.None);
        await Other.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static Pace Unpaced() => new(long.MaxValue, new ClientWork(TimeProvider.System), TimeProvider.System);

    private sealed class Transport(RunningNode other) : IPeerTransport
    {
        public Task<NodeLine> ConnectAsync(int node, CancellationToken cancellationToken) =>
            TcpLine.ConnectAsync(other.Endpoint.Address.ToString(), other.Endpoint.Port, TlsPolicy.Required, pin: null, cancellationToken);
    }
}
