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
internal sealed class ContentUpload(Operation operation, StorePath path, ContentId content, FileDigest digest)
{
    private readonly Lock _lock = new();
    private readonly HashSet<int>[] _storedOn = [.. Enumerable.Range(0, Lanes.Count).Select(_ => new HashSet<int>())];
    private readonly UInt128[] _checksums = new UInt128[Lanes.Count];

    /// <summary>The highest stamp that any node has named for the path.</summary>
    public Stamp Highest { get; private set; }

    /// <summary>What the path holds now, as far as any node has said.</summary>
    public bool IsFolder { get; private set; }

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
    public async Task DiscardAsync()
    {
        // The command is over, perhaps because it was cancelled; cleaning up has its own, short time.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), operation.Time);
        try
        {
            await operation.AskAsync(
                (node, token) => node.AskAsync<Discard, DiscardReply>("discard", new Discard(default, content), token), operation.Up, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Why the command failed is what its caller must hear.
        }
    }

    private async Task StageLaneAsync(
        SafeFileHandle file, string name, ContentKeys keys, int lane, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var opened = await Task.WhenAll(Targets(lane + 1).Select(target => TryOpenAsync(target.Node, lane + 1, target.IsLoan, cancellationToken)));
        try
        {
            using var cipher = keys.OpenLane(digest.Lanes, lane);
            var uploads = opened.OfType<PartUpload>().ToList();
            var result = await new LaneUpload(file, digest, name, lane).RunAsync(uploads, cipher, MarkDown, meter, cancellationToken);
            Note(lane, result);
        }
        finally
        {
            foreach (var upload in opened.OfType<PartUpload>())
                await upload.DisposeAsync();
        }
    }

    private IEnumerable<(NodeClient Node, bool IsLoan)> Targets(int part)
    {
        var home = PlacementTable.HoldersOf(digest.Placement, part);
        return new[] { home.First, home.Second }.Select(number => operation.IsUp(number)
            ? (operation.Node(number), false)
            : (operation.Node(PlacementTable.Opposite(number)), true));
    }

    private async Task<PartUpload?> TryOpenAsync(NodeClient node, int part, bool isLoan, CancellationToken cancellationToken)
    {
        try
        {
            var upload = await PartUpload.OpenAsync(node, Request(part, isLoan), cancellationToken);
            if (isLoan)
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

    private StagePart Request(int part, bool isLoan) =>
        new(default, content, path, part, isLoan, digest.Lanes.SealedLength(part - 1));

    private async Task LendPartAsync(int part, NodeClient borrower, CancellationToken cancellationToken)
    {
        var holder = operation.Node(_storedOn[part - 1].Where(operation.IsUp).FirstOrDefault(0) is var number and > 0
            ? number
            : throw EntryWriter.Refused(operation, path.Value, operation.Up.Count));
        try
        {
            Loans++;
            var reply = await PartCopy.RunAsync(holder, borrower, Request(part, isLoan: true), _checksums[part - 1], cancellationToken);
            Note(part - 1, new LaneResult(_checksums[part - 1], [(borrower, reply)]));
        }
        catch (NodeException fault)
        {
            MarkDown(fault);
        }
    }

    // The node that must still receive a copy of the part, or null when two nodes that are up have it.
    private NodeClient? LackingFor(int part)
    {
        if (_storedOn[part - 1].Count(operation.IsUp) >= 2)
            return null;
        var home = PlacementTable.HoldersOf(digest.Placement, part);
        foreach (var number in new[] { home.First, home.Second })
        {
            var keeper = operation.IsUp(number) ? number : PlacementTable.Opposite(number);
            if (!_storedOn[part - 1].Contains(keeper))
                return operation.Node(keeper);
        }

        throw EntryWriter.Refused(operation, path.Value, operation.Up.Count);
    }

    private void Note(int lane, LaneResult result)
    {
        lock (_lock)
        {
            _checksums[lane] = result.Checksum;
            foreach (var (node, reply) in result.Stored)
            {
                _storedOn[lane].Add(node.Node.Number);
                Highest = Stamp.Max(Highest, reply.Highest);
                IsFolder |= reply.CurrentKind == EntryKind.Folder;
            }
        }
    }

    private void MarkDown(NodeException fault) => operation.MarkDown(operation.Node(fault.Node.Number), fault.Reason);

    private void NeedQuorum()
    {
        if (operation.Up.Count < Operation.Quorum)
            throw EntryWriter.Refused(operation, path.Value, operation.Up.Count);
    }
}
