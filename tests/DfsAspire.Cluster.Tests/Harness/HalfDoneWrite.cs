using System.IO.Hashing;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Transfer;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>A writer that can crash between any two steps of a write.</summary>
internal sealed class HalfDoneWrite
{
    private readonly StoreSession _session;
    private readonly SignedEntry _entry;
    private readonly ReadOnlyMemory<byte> _keyRecord;

    private HalfDoneWrite(StoreSession session, Entry entry, ReadOnlyMemory<byte> keyRecord)
    {
        _session = session;
        _entry = SignedEntry.Sign(entry, session.Keyring.Sign);
        _keyRecord = keyRecord;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ContentId Content => _entry.Entry.Content;

    /// <summary>Stages a file on all nodes that are up, three at least, and stamps it there; commits nothing.</summary>
    public static async Task<HalfDoneWrite> StageAsync(StoreSession session, StorePath path, string file)
    {
        using var handle = File.OpenHandle(file);
        var digest = await FileDigest.ComputeAsync(handle, file, Veil.None, Cancellation);
        var content = ContentId.New();
        using var keys = ContentKeys.Create(content.ToBytes());
        var upload = new ContentUpload(session.Begin(), path, content, digest);
        await upload.StageAsync(handle, file, keys, new ProgressMeter(null, digest.Lanes.Length, session.Time), Cancellation);
        var entry = Draft(session, path, EntryKind.File, upload.Highest) with
        {
            Content = content,
            Length = digest.Lanes.Length,
            Placement = digest.Placement,
            Layout = Entry.FourLanes,
            Parts = upload.Parts,
        };
        var write = new HalfDoneWrite(session, entry, KeyRecord.Wrap(keys, session.Keyring));
        await write.StampAsync();
        return write;
    }

    /// <summary>Stages a file of random bytes on all nodes and stamps it; before the last part has come to its last node, something else happens.</summary>
    public static async Task<HalfDoneWrite> StageSlowlyAsync(StoreSession session, StorePath path, long length, Func<Task> meanwhile)
    {
        var (content, lanes) = (ContentId.New(), new Lanes(length));
        var parts = Enumerable.Range(0, Lanes.Count).Select(lane => Bytes.Of((int)lanes.SealedLength(lane), lane)).ToArray();
        var targets = Enumerable.Range(1, Lanes.Count).SelectMany(part => new[] { PlacementTable.HoldersOf(0, part).First, PlacementTable.HoldersOf(0, part).Second }, (part, node) => (part, node)).ToList();
        foreach (var (part, node) in targets)
        {
            var bytes = parts[part - 1];
            await using var upload = await PartUpload.OpenAsync(
                session.Nodes[node - 1], new StagePart(default, content, path, part, IsLoan: false, bytes.Length, 0, length), Cancellation);
            await upload.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), Cancellation);
            if ((part, node) == targets[^1])
                await meanwhile();
            await upload.WriteAsync(bytes.AsMemory(bytes.Length / 2), Cancellation);
            await upload.CompleteAsync(XxHash128.HashToUInt128(bytes), Cancellation);
        }

        using var keys = ContentKeys.Create(content.ToBytes());
        var write = new HalfDoneWrite(
            session,
            Draft(session, path, EntryKind.File, Stamp.None) with
            {
                Content = content,
                Length = length,
                Layout = Entry.FourLanes,
                Parts = [.. parts.Select(part => new PartInfo(part.Length, XxHash128.HashToUInt128(part)))],
            },
            KeyRecord.Wrap(keys, session.Keyring));
        await write.StampAsync();
        return write;
    }

    /// <summary>Stamps a deletion; commits nothing.</summary>
    public static async Task<HalfDoneWrite> DeleteAsync(StoreSession session, StorePath path)
    {
        var view = await session.Reader.LookAsync(session.Begin(), path, Cancellation);
        var write = new HalfDoneWrite(session, Draft(session, path, EntryKind.Tombstone, view.Highest), ReadOnlyMemory<byte>.Empty);
        await write.StampAsync();
        return write;
    }

    /// <summary>The commit reaches one node.</summary>
    public Task<Status> CommitAsync(int number) => CommitAsync(number, _keyRecord);

    /// <summary>The commit reaches one node, which keeps a key record that opens nothing.</summary>
    public Task<Status> CommitWithBadKeyRecordAsync(int number)
    {
        var bad = _keyRecord.ToArray();
        bad[^1] ^= 1;
        return CommitAsync(number, bad);
    }

    private async Task<Status> CommitAsync(int number, ReadOnlyMemory<byte> keyRecord)
    {
        var node = _session.Nodes[number - 1];
        var state = await node.AskAsync<GetState, StateReply>("state", new GetState(default, _entry.Entry.Path), Cancellation);
        var reply = await node.AskAsync<Commit, CommitReply>("commit", new Commit(default, _entry, keyRecord, state.View.Ticket), Cancellation);
        return reply.Outcome.Status;
    }

    private static Entry Draft(StoreSession session, StorePath path, EntryKind kind, Stamp highest) => new()
    {
        User = session.User,
        Path = path,
        Kind = kind,
        Stamp = Stamp.Above(highest, session.Time.GetUtcNow(), session.NewId()),
        WrittenAt = session.Time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private async Task StampAsync()
    {
        var request = new PlaceStamp(default, _entry.Entry.Path, _entry.Entry.Stamp, _entry.Entry.Content);
        var stamped = await _session.Begin().TellAsync((node, token) => node.AskAsync<PlaceStamp, StampReply>("stamp", request, token), Cancellation);
        Assert.All(stamped, answer => Assert.True(answer.Reply.Outcome.IsOk, answer.Reply.Outcome.Text));
        Assert.True(stamped.Count >= Operation.Quorum);
    }
}
