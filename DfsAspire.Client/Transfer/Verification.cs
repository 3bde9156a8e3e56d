using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Transfer;

/// <summary>Reads copies of parts from every node that holds one, and collects what is wrong with them.</summary>
internal sealed class Verification(ProgressMeter meter, TimeProvider time)
{
    private const int Copies = 2;
    // A node that is lost over and over would cost its time limit for each part of each file.
    private const int Patience = 3;

    private readonly Lock _lock = new();
    private readonly List<VerifyFault> _faults = [];
    private readonly Confirmations _confirmations = new();
    private readonly Dictionary<int, int> _losses = [];
    private long _parts;
    private long _bytes;

    /// <summary>Plaintext bytes authenticated so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Reads all copies of one part.</summary>
    public async Task VerifyAsync(Entry entry, int part, IReadOnlyList<NodeClient> holders, ContentKeys keys, CancellationToken cancellationToken)
    {
        if (holders.Count < Copies)
            Add(new VerifyFault(entry.Path, part, null, holders.Count == 0 ? "no node that answers holds it" : $"of the nodes that answer only {holders[0].Node.Name} holds it"));
        await Task.WhenAll(holders.Select(holder => Task.Run(
            async () =>
            {
                var reason = await FindFaultAsync(entry, part, holder, keys, cancellationToken);
                if (reason is null)
                    Interlocked.Increment(ref _parts);
                else
                    Add(new VerifyFault(entry.Path, part, holder.Node.Name, reason));
            },
            cancellationToken)));
    }

    /// <summary>Tells nodes which of their unconfirmed parts proved authentic.</summary>
    public Task ConfirmAsync(CancellationToken cancellationToken) => _confirmations.SendAsync(time, cancellationToken);

    public void Add(VerifyFault fault)
    {
        lock (_lock)
            _faults.Add(fault);
    }

    public VerifyReport Report(long files, IReadOnlyList<NodeFault> nodeFaults) => new()
    {
        Files = files,
        Parts = _parts,
        Bytes = _bytes,
        Faults = [.. _faults.OrderBy(fault => fault.Path.Value, StringComparer.Ordinal).ThenBy(fault => fault.Part).ThenBy(fault => fault.Node, StringComparer.Ordinal)],
        NodeFaults = nodeFaults,
    };

    private async Task<string?> FindFaultAsync(Entry entry, int part, NodeClient holder, ContentKeys keys, CancellationToken cancellationToken)
    {
        if (IsGivenUp(holder))
            return "was not asked: it failed to answer several times before";
        // An operation of its own: what one copy lacks must not keep the others from being read.
        var alone = new Operation([holder], time) { Confirmations = _confirmations };
        try
        {
            var lanes = new Lanes(entry.ContentLength);
            using var cipher = keys.OpenLane(lanes, part - 1);
            await new PartDownload(alone, entry, lanes, part - 1) { GoesBack = false }.RunAsync([holder], first: 0, cipher.SegmentCount, cipher, Count, cancellationToken);
            // The node looks at what is not sent as well: the copy of entry and key record behind the part.
            return await CheckAsync(entry, part, holder, cancellationToken);
        }
        catch (DfsException fault)
        {
            var reason = alone.Faults.Count > 0 ? alone.Faults[^1].Reason : fault.Message;
            return alone.IsUp(holder.Node.Number) ? reason : await ExplainLossAsync(entry, part, holder, reason, cancellationToken);
        }
        catch (NodeException fault)
        {
            if (fault.Status is null)
                NoteLoss(holder);
            return fault.Reason;
        }
    }

    // What is wrong with a node's part, by its own look at it; null when it is sound.
    private static async Task<string?> CheckAsync(Entry entry, int part, NodeClient holder, CancellationToken cancellationToken)
    {
        var check = await holder.AskAsync<CheckPart, CheckReply>(
            "check part", new CheckPart(default, entry.Content, part), WireLimits.WorkTimeFor(new Lanes(entry.ContentLength).SealedLength(part - 1)), cancellationToken);
        return check.Outcome.IsOk ? null : check.Outcome.Text ?? check.Outcome.Status.ToString();
    }

    // A node whose disk does not give a part can only break off in its middle. It is there all the same: asked for the part it says what is wrong, and is read on,
    // however many parts its disk has lost. One that says nothing, or that the part is sound which it did not send, was lost.
    private async Task<string> ExplainLossAsync(Entry entry, int part, NodeClient holder, string reason, CancellationToken cancellationToken)
    {
        try
        {
            if (await CheckAsync(entry, part, holder, cancellationToken) is { } fault)
                return fault;
        }
        catch (NodeException)
        {
            // The first reason says more.
        }

        NoteLoss(holder);
        return reason;
    }

    private bool IsGivenUp(NodeClient node)
    {
        lock (_lock)
            return _losses.GetValueOrDefault(node.Node.Number) >= Patience;
    }

    private void NoteLoss(NodeClient node)
    {
        lock (_lock)
            _losses[node.Node.Number] = _losses.GetValueOrDefault(node.Node.Number) + 1;
    }

    private ValueTask Count(Segment segment, ReadOnlyMemory<byte> plaintext)
    {
        Interlocked.Add(ref _bytes, plaintext.Length);
        meter.Add(plaintext.Length);
        return default;
    }
}
