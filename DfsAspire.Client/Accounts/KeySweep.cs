using System.Buffers.Binary;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Accounts;

/// <summary>What the nodes had under older master keys when they were looked at, and what they said of what they copy.</summary>
/// <param name="IsClean">True when none of those that answered had anything.</param>
/// <param name="Taken">By node, what <see cref="KeyRecordsReply.Taken"/> was before it was looked at.</param>
internal sealed record SweepResult(bool IsClean, IReadOnlyDictionary<int, long> Taken);

/// <summary>Finds all key records under older master keys, on every node, and puts newly wrapped ones in their place.</summary>
internal sealed class KeySweep(StoreSession session, long number, IProgress<long>? progress)
{
    // Nodes look at some thousands of rows for a page: a list that goes on longer without a record is none of ours.
    private const int MostEmptyPages = 100_000;

    // Opposite nodes hold all four parts. When the power goes out at all nodes at once, what it tears behind a part is whole on the other two.
    private static readonly int[][] Pairs = [[1, 3], [2, 4]];

    /// <summary>Records that were replaced, each counted once for all nodes where one message did it.</summary>
    public long Replaced { get; private set; }

    /// <summary>Looks at every node that is up and replaces what it finds.</summary>
    public async Task<SweepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var isClean = true;
        var taken = new Dictionary<int, long>();
        foreach (var node in operation.Up)
        {
            try
            {
                var (found, said) = await LookAsync(operation, node, cancellationToken);
                taken[node.Node.Number] = said;
                isClean &= found == 0;
            }
            catch (NodeException fault)
            {
                operation.MarkDown(fault);
            }
        }

        return new SweepResult(isClean, taken);
    }

    /// <summary>
    /// True when nothing under an older key is left, nor on its way from one node to another. All nodes were clean before. What a round of repair
    /// had read by then has been taken when the next round has ended; and if nobody took any of that, nobody has any to give.
    /// </summary>
    public async Task<bool> StaysCleanAsync(Operation operation, SweepResult before, CancellationToken cancellationToken)
    {
        var rounds = await operation.AwaitAllAsync(
            (node, token) => node.AskAsync<RepairNow, RepairReply>("repair", new RepairNow(default, Scrub: false), Timeout.InfiniteTimeSpan, token), cancellationToken);
        foreach (var answer in rounds.Where(answer => !answer.Reply.Outcome.IsOk))
            operation.MarkDown(answer.Node, answer.Reply.Outcome.Text ?? $"does not repair: {answer.Reply.Outcome.Status}");
        if (operation.Up.Count < operation.Nodes.Count)
            return false;
        var after = await RunAsync(operation, cancellationToken);
        return after.IsClean && operation.Nodes.All(node =>
            after.Taken.TryGetValue(node.Node.Number, out var taken) && taken == before.Taken[node.Node.Number]);
    }

    private async Task<(long Found, long Taken)> LookAsync(Operation operation, NodeClient node, CancellationToken cancellationToken)
    {
        var (found, emptyPages) = (0L, 0);
        long? taken = null;
        var after = default(ContentId);
        while (true)
        {
            var page = await AskAsync(node, after, number, cancellationToken);
            if (page.MasterKey < number)
                throw new NodeException(node.Node, null, "has not heard of the new master key yet");
            taken ??= page.Taken;
            if (page.Records.Count > 0)
            {
                found += page.Records.Count;
                await ReplaceAsync(operation, node, page.Records, cancellationToken);
            }
            else if (++emptyPages > MostEmptyPages)
            {
                throw new NodeException(node.Node, null, "does not keep to the protocol: its list of key records does not end");
            }

            if (page.Last.IsNone)
                return (found, taken.Value);
            after = page.Last;
        }
    }

    private async Task ReplaceAsync(Operation operation, NodeClient from, IReadOnlyList<ContentKeyRecord> records, CancellationToken cancellationToken)
    {
        var renewed = new List<ContentKeyRecord>(records.Count);
        foreach (var record in records)
        {
            using var keys = session.Keys.TryOpen(record.Content, record.Record) ?? await FindElsewhereAsync(operation, from, record.Content, cancellationToken);
            renewed.Add(new ContentKeyRecord(record.Content, KeyRecord.Wrap(keys, session.Keyring)));
        }

        var request = new PutKeyRecords(default, renewed);
        foreach (var pair in Pairs)
        {
            var answers = await operation.TellAsync(
                (node, token) => node.AskAsync<PutKeyRecords, PutKeyRecordsReply>("put key records", request, token),
                [.. operation.Up.Where(node => pair.Contains(node.Node.Number))], cancellationToken);
            foreach (var answer in answers.Where(answer => !answer.Reply.Outcome.IsOk))
                operation.MarkDown(answer.Node, answer.Reply.Outcome.Text ?? $"does not take key records: {answer.Reply.Outcome.Status}");
        }

        Replaced += renewed.Count;
        progress?.Report(Replaced);
    }

    // A record that does not open is damaged, or the node made it up. The others may have a good one.
    private async Task<ContentKeys> FindElsewhereAsync(Operation operation, NodeClient from, ContentId content, CancellationToken cancellationToken)
    {
        foreach (var node in operation.Up.Where(node => node != from))
        {
            try
            {
                var page = await AskAsync(node, Before(content), MasterKeyNumber.Last + 1, cancellationToken);
                foreach (var record in page.Records.Where(record => record.Content == content))
                    if (session.Keys.TryOpen(content, record.Record) is { } keys)
                        return keys;
            }
            catch (NodeException fault)
            {
                operation.MarkDown(fault);
            }
        }

        throw new NodeException(from.Node, null, $"has a key record for content {content} that opens with none of your keys, and no other node has a better one: 'dfs verify' names the file");
    }

    private static async Task<KeyRecordsReply> AskAsync(NodeClient node, ContentId after, long below, CancellationToken cancellationToken)
    {
        var page = await node.AskAsync<GetKeyRecords, KeyRecordsReply>("key records", new GetKeyRecords(default, after, below), cancellationToken);
        if (!page.Outcome.IsOk)
            throw new NodeException(node.Node, page.Outcome.Status, page.Outcome.Text ?? page.Outcome.Status.ToString());
        var last = after;
        foreach (var record in page.Records)
        {
            if (Compare(record.Content, last) <= 0)
                throw DoesNotGetOn(node);
            last = record.Content;
        }

        return page.Last.IsNone || (Compare(page.Last, after) > 0 && Compare(page.Last, last) >= 0) ? page : throw DoesNotGetOn(node);
    }

    private static NodeException DoesNotGetOn(NodeClient node) =>
        new(node.Node, null, "does not keep to the protocol: its list of key records does not get on");

    private static int Compare(ContentId one, ContentId other) => Number(one).CompareTo(Number(other));

    private static UInt128 Number(ContentId content) => BinaryPrimitives.ReadUInt128BigEndian(content.ToBytes());

    private static ContentId Before(ContentId content)
    {
        var bytes = new byte[ContentId.Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Number(content) - 1);
        return new ContentId(new Guid(bytes, bigEndian: true));
    }
}
