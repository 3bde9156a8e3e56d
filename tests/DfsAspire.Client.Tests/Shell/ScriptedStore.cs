using DfsAspire.Client.Shell;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>A store that answers as it is told, for what a command line makes of answers and failures.</summary>
internal sealed class ScriptedStore : IStore
{
    private static readonly string[] AllNodes = ["node1", "node2", "node3", "node4"];

    public List<string> Calls { get; } = [];

    public Func<StorePath, Exception?> Fails { get; set; } = _ => null;

    public IReadOnlyList<NodeFault> Faults { get; set; } = [];

    public int Loans { get; set; }

    public bool AnsweredByTwo { get; set; }

    public FolderListing Listing { get; set; } = new() { Folder = StorePath.Root, Entries = [] };

    public StoreStatus Status { get; set; } = new(Guid.Empty, []);

    public StoreStatus Repaired { get; set; } = new(Guid.Empty, []);

    /// <summary>When set, calls wait for it or for their cancellation.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public Quota Quota { get; set; }

    public AccountUse Use { get; set; }

    public async Task<QuotaReport> GetQuotaAsync(CancellationToken cancellationToken)
    {
        await CallAsync("quota", StorePath.Root, cancellationToken);
        return new QuotaReport(Quota, Use);
    }

    public async Task<string> MakeRecoveryKeyAsync(CancellationToken cancellationToken)
    {
        await CallAsync("make recovery key", StorePath.Root, cancellationToken);
        return "0000-1111";
    }

    public Task ChangePasswordAsync(string password, CancellationToken cancellationToken) =>
        CallAsync($"change password to {password}", StorePath.Root, cancellationToken);

    /// <summary>What a rotation of keys comes to.</summary>
    public KeyRotationReport Rotation { get; set; } = new(2, 3, []) { IsDone = true };

    public async Task<KeyRotationReport> RotateKeyAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await CallAsync("rotate key", StorePath.Root, cancellationToken);
        return Rotation;
    }

    public async Task<PutReceipt> PutFileAsync(StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        await CallAsync($"put {path} from {file}", path, cancellationToken);
        return new PutReceipt
        {
            Path = path,
            Stamp = Stamp.None,
            Nodes = AllNodes,
            Faults = Faults,
            Content = ContentId.New(),
            Length = new FileInfo(file).Length,
            Holders = [["node1", "node4"], ["node1", "node2"], ["node2", "node3"], ["node3", "node4"]],
            Loans = Loans,
        };
    }

    public Task<PutReceipt> PutFileAsync(StorePath path, string file, DateTimeOffset? writtenAt, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        PutFileAsync(path, file, progress, cancellationToken);

    public async Task<ListedEntry?> StatAsync(StorePath path, CancellationToken cancellationToken)
    {
        await CallAsync($"stat {path}", path, cancellationToken);
        return Listing.Entries.FirstOrDefault(entry => entry.Path == path);
    }

    public Task<PutReceipt> PutAsync(StorePath path, Stream content, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<GetReceipt> GetAsync(StorePath path, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<GetReceipt> GetAsync(FileVersion version, Stream destination, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<GetReceipt> GetFileAsync(FileVersion version, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<VersionListing> ListVersionsAsync(StorePath path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeletedListing> ListDeletedAsync(StorePath folder, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CopyReceipt> RestoreAsync(FileVersion version, StorePath? target, bool overwrite, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public async Task<GetReceipt> GetFileAsync(StorePath path, string file, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        await CallAsync($"get {path} to {file}", path, cancellationToken);
        await File.WriteAllTextAsync(file, path.Value, cancellationToken);
        return new GetReceipt { Path = path, Length = path.Value.Length, WrittenAt = default, Faults = Faults, AnsweredByTwo = AnsweredByTwo };
    }

    public async Task<FolderListing> ListAsync(StorePath folder, CancellationToken cancellationToken)
    {
        await CallAsync($"list {folder}", folder, cancellationToken);
        return Listing with { Faults = Faults };
    }

    public Task<WriteReceipt> MakeFolderAsync(StorePath path, CancellationToken cancellationToken) => WriteAsync("mkdir", path, cancellationToken);

    public Task<WriteReceipt> DeleteAsync(StorePath path, CancellationToken cancellationToken) => WriteAsync("rm", path, cancellationToken);

    public Task<TreeReceipt> CopyTreeAsync(StorePath source, StorePath target, bool overwrite, CancellationToken cancellationToken) =>
        WriteTreeAsync(overwrite ? "cp over" : "cp", source, target, cancellationToken);

    public Task<TreeReceipt> MoveTreeAsync(StorePath source, StorePath target, bool overwrite, CancellationToken cancellationToken) =>
        WriteTreeAsync(overwrite ? "mv over" : "mv", source, target, cancellationToken);

    public IReadOnlyList<StorePath> Left { get; set; } = [];

    public VerifyReport Verified { get; set; } = new() { Files = 0, Parts = 0, Bytes = 0, Faults = [] };

    public async Task<VerifyReport> VerifyAsync(IReadOnlyList<StorePath> paths, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        await CallAsync($"verify {string.Join(' ', paths.Select(path => $"'{path}'"))}", paths[0], cancellationToken);
        return Verified with { NodeFaults = Faults };
    }

    public async Task<StoreStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        await CallAsync("status", StorePath.Root, cancellationToken);
        return Status;
    }

    public async Task<RepairReceipt> RepairAsync(bool withScrub, CancellationToken cancellationToken)
    {
        await CallAsync(withScrub ? "repair with scrub" : "repair", StorePath.Root, cancellationToken);
        return new RepairReceipt(Status, Repaired);
    }

    public ValueTask DisposeAsync()
    {
        Calls.Add("bye");
        return ValueTask.CompletedTask;
    }

    public static NodeReport Up(int number) => new(
        new NodeAddress(number, $"node{number}", "localhost", 10000 + number), new NodeStatus { Parts = 2, UptimeMilliseconds = 61_000, PartsOnLoan = 1, PartsRestored = 3, State = NodeState.Ready }, null);

    public static NodeReport Down(int number) => new(new NodeAddress(number, $"node{number}", "localhost", 10000 + number), null, "connection refused");

    private async Task<WriteReceipt> WriteAsync(string what, StorePath path, CancellationToken cancellationToken)
    {
        await CallAsync($"{what} {path}", path, cancellationToken);
        return new WriteReceipt { Path = path, Stamp = Stamp.None, Nodes = AllNodes, Faults = Faults };
    }

    private async Task<TreeReceipt> WriteTreeAsync(string what, StorePath from, StorePath to, CancellationToken cancellationToken)
    {
        await CallAsync($"{what} {from} {to}", from, cancellationToken);
        return new TreeReceipt { From = from, To = to, Files = 2, Folders = 1, Bytes = 1500, Left = Left, Faults = Faults };
    }

    private async Task CallAsync(string call, StorePath path, CancellationToken cancellationToken)
    {
        Calls.Add(call);
        using var span = DfsTelemetry.Source.StartActivity("a call of the scripted store");
        if (Gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        if (Fails(path) is { } failure)
            throw failure;
    }
}
