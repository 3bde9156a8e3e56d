using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using DfsAspire.Protocol.Placement;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>
/// Brings one content to the nodes: eight part transfers, two for each part. Parts of a node that is away go to the node
/// opposite as a loan; when a node fails on the way, what it had is copied from the other holder to the node opposite.
/// </summary>
/// <param name="operation">The command.</param>
/// <param name="path">The path written.</param>
/// <param name="content">The content.</param>
/// <param name="digest">What the first pass over the input found.</param>
/// <param name="staged">What the nodes have from an attempt that was interrupted; null for a new content.</param>
internal sealed class ContentUpload(Operation operation, StorePath path, ContentId content, FileDigest digest, IReadOnlyList<LaneProgress>? staged = null)
{
    private readonly Lock _lock = new();
    private readonly HashSet<int>[] _storedOn = [.. Enumerable.Range(0, Lanes.Count).Select(_ => new HashSet<int>())];
    private readonly UInt128[] _checksums = new UInt128[Lanes.Count];
    private readonly HighestStamp _highest = new(operation.Time);
    private readonly HashSet<NodeClient> _seeFolder = [];

    /// <summary>The highest stamp known for the path.</summary>
    public Stamp Highest => _highest.Value;

    /// <summary>Whether a folder lies there now. Known when <see cref="LookAsync"/> has looked.</summary>
    public bool IsFolder { get; private set; }

    /// <summary>
    /// True when what the nodes said with the parts must be held against signed entries: a node alone must neither make a folder
    /// out of a file nor lift the stamps.
    /// </summary>
    public bool IsDoubtful => _seeFolder.Count > 0 || _highest.Doubtful.Count > 0;

    /// <summary>Part transfers that went to the node opposite.</summary>
    public int Loans { get; private set; }

    /// <summary>Length and checksum of each part.</summary>
    public IReadOnlyList<PartInfo> Parts =>
        [.. Enumerable.Range(0, Lanes.Count).Select(lane => new PartInfo(digest.Lanes.SealedLength(lane), _checksums[lane]))];

    /// <summary>Names of the nodes that hold a part.</summary>
    public IReadOnlyList<string> HoldersOf(int part) =>
        [.. _storedOn[part - 1].Order().Where(operation.IsUp).Select(number => operation.Node(number).Node.Name)];

    /// <summary>Seals the file and stores every part on two nodes.</summary>
    /// <exception cref="Store.DfsException">Fewer than three nodes are left, or the file changed.</exception>
    public async Task StageAsync(SafeFileHandle file, string name, ContentKeys keys, ProgressMeter meter, CancellationToken cancellationToken)
    {
        NeedQuorum();
        // One lane that cannot go on ends the others too.
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Lanes.Count).Select(lane => Task.Run(async () =>
        {
            try
            {
                await StageLaneAsync(file, name, keys, lane, meter, failure.Token);
            }
            catch
            {
                await failure.CancelAsync();
                throw;
            }
        }, cancellationToken)));
        await LendAsync(cancellationToken);
    }

    /// <summary>
    /// Asks what the path holds. An attempt that goes on may have nothing left to send to some nodes, and their word on the path's
    /// stamps is needed all the same.
    /// </summary>
    /// <exception cref="Store.DfsException">Fewer than three nodes answer.</exception>
    public async Task LookAsync(PathReader reader, CancellationToken cancellationToken)
    {
        var view = await reader.LookAsync(operation, path, cancellationToken);
        if (view.Answers.Count < Operation.Quorum)
            throw EntryWriter.Refused(operation, path.Value, view.Answers.Count);
        IsFolder = view.Kind == EntryKind.Folder;
        _highest.AddSigned(view.Highest);
        foreach (var node in IsFolder ? [] : _seeFolder)
            operation.Note(node, $"says that '{path}' is a folder, which no entry confirms");
        foreach (var node in _highest.Doubtful)
            operation.Note(node, HighestStamp.DoubtfulReason);
    }

    /// <summary>Makes every part be on two nodes that are up, by lending copies to the nodes opposite of those that are not.</summary>
    /// <exception cref="Store.DfsException">Fewer than three nodes are left.</exception>
    public async Task LendAsync(CancellationToken cancellationToken)
    {
        for (var part = 1; part <= Lanes.Count; part++)
        {
            while (LackingFor(part) is { } borrower)
            {
                NeedQuorum();
                await LendPartAsync(part, borrower, cancellationToken);
            }
        }

        NeedQuorum();
    }

    /// <summary>Drops what was staged, as well as the nodes can be reached. Only before any commit was sent.</summary>
    public Task DiscardAsync() => DiscardAsync(operation, content);

    /// <summary>Drops what was staged of a content of which no commit was ever sent.</summary>
    public static Task DiscardAsync(Operation operation, ContentId content) => DiscardAsync(operation, content, operation.Up);

    /// <summary>Drops what some nodes have staged of a content, those that do not know it as committed.</summary>
    public static async Task DiscardAsync(Operation operation, ContentId content, IReadOnlyList<NodeClient> nodes)
    {
        // The command is over, perhaps because it was cancelled; cleaning up has its own, short time.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), operation.Time);
        try
        {
            await operation.TellAsync(
                (node, token) => node.AskAsync<Discard, DiscardReply>("discard", new Discard(default, content), token), nodes, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Why the command failed is what its caller must hear.
        }
    }

    private async Task StageLaneAsync(
        SafeFileHandle file, string name, ContentKeys keys, int lane, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var progress = staged?[lane] ?? LaneProgress.None;
        if (progress.IsWhole)
        {
            TakeWhole(lane, progress);
            meter.Add(digest.Lanes.PlainLength(lane));
            return;
        }

        using var cipher = keys.OpenLane(digest.Lanes, lane);
        var upload = new LaneUpload(new LaneSource(file, digest, name, lane), cipher, meter);
        upload.SkipTo(progress.Segments, cancellationToken);
        var offset = progress.Segments * Lanes.SealedSegmentLength;
        var opened = await Task.WhenAll(Targets(lane + 1).Select(target => TryOpenAsync(target.Node, Request(lane + 1, target.IsLoan, offset), cancellationToken)));
        try
        {
            Note(lane, await upload.RunAsync([.. opened.OfType<PartUpload>()], MarkDown, cancellationToken));
        }
        finally
        {
            foreach (var open in opened.OfType<PartUpload>())
                await open.DisposeAsync();
        }
    }

    private void TakeWhole(int lane, LaneProgress progress)
    {
        lock (_lock)
        {
            _checksums[lane] = progress.Checksum;
            _storedOn[lane].UnionWith(progress.WholeOn);
        }
    }

    private IEnumerable<(NodeClient Node, bool IsLoan)> Targets(int part)
    {
        var home = PlacementTable.HoldersOf(digest.Placement, part);
        return new[] { home.First, home.Second }.Select(number => operation.IsUp(number)
            ? (operation.Node(number), false)
            : (operation.Node(PlacementTable.Opposite(number)), true));
    }

    private async Task<PartUpload?> TryOpenAsync(NodeClient node, StagePart request, CancellationToken cancellationToken)
    {
        try
        {
            var upload = await OpenAsync(node, request, cancellationToken);
            if (request.IsLoan)
                lock (_lock)
                    Loans++;
            return upload;
        }
        catch (NodeException fault)
        {
            MarkDown(fault);
            return null;
        }
    }

    private async Task<PartUpload> OpenAsync(NodeClient node, StagePart request, CancellationToken cancellationToken)
    {
        try
        {
            return await PartUpload.OpenAsync(node, request, cancellationToken);
        }
        catch (NodeException fault) when (fault.IsLate && !operation.TrySpare(fault))
        {
            await node.Pool.WarmAsync(cancellationToken);
            return await PartUpload.OpenAsync(node, request, cancellationToken);
        }
    }

    private StagePart Request(int part, bool isLoan, long offset = 0) =>
        new(default, content, operation.Veil.Hide(path), part, isLoan, digest.Lanes.SealedLength(part - 1), offset, digest.Lanes.Length);

    private async Task LendPartAsync(int part, NodeClient borrower, CancellationToken cancellationToken)
    {
        var holder = operation.Node(_storedOn[part - 1].Where(operation.IsUp).FirstOrDefault(0) is var number and > 0
            ? number
            : throw EntryWriter.Refused(operation, path.Value, operation.Up.Count));
        try
        {
            var isLoan = !PlacementTable.PartsOf(digest.Placement, borrower.Node.Number).Contains(part);
            if (isLoan)
                Loans++;
            var reply = await PartCopy.RunAsync(holder, borrower, Request(part, isLoan), _checksums[part - 1], cancellationToken);
            Note(part - 1, new LaneResult(_checksums[part - 1], [(borrower, reply)]));
        }
        catch (NodeException fault)
        {
            MarkDown(fault);
        }
    }

    // The node that must still receive a copy of the part, or null when both that keep it have it. A loan of an earlier attempt does
    // not count for a node that is back.
    private NodeClient? LackingFor(int part)
    {
        var home = PlacementTable.HoldersOf(digest.Placement, part);
        foreach (var number in new[] { home.First, home.Second })
        {
            var keeper = operation.IsUp(number) ? number : PlacementTable.Opposite(number);
            if (!_storedOn[part - 1].Contains(keeper))
                return operation.Node(keeper);
        }

        return null;
    }

    private void Note(int lane, LaneResult result)
    {
        lock (_lock)
        {
            _checksums[lane] = result.Checksum;
            foreach (var (node, reply) in result.Stored)
            {
                _storedOn[lane].Add(node.Node.Number);
                _highest.Add(node, reply.Highest);
                if (reply.CurrentKind == EntryKind.Folder)
                    _seeFolder.Add(node);
            }
        }
    }

    private void MarkDown(NodeException fault) => operation.MarkDown(fault);

    private void NeedQuorum()
    {
        if (operation.Up.Count < Operation.Quorum)
            throw EntryWriter.Refused(operation, path.Value, operation.Up.Count);
    }
}
