using DfsAspire.Client.Connections;
using DfsAspire.Client.Quorum;
using DfsAspire.Client.Resume;
using DfsAspire.Client.Sealing;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using Microsoft.Win32.SafeHandles;

namespace DfsAspire.Client.Transfer;

/// <summary>One attempt at a PUT: a new content, or one that an interrupted attempt began.</summary>
internal sealed class PutAttempt : IDisposable
{
    private PutAttempt(ContentId content, ContentKeys keys, IReadOnlyList<LaneProgress>? staged) => (Content, Keys, Staged) = (content, keys, staged);

    public ContentId Content { get; }

    public ContentKeys Keys { get; }

    /// <summary>What the nodes have of it already; null for a new content.</summary>
    public IReadOnlyList<LaneProgress>? Staged { get; }

    /// <summary>Goes on with the attempt that the slot remembers when that can be done, else begins a new one; the slot remembers it from now on.</summary>
    public static async Task<PutAttempt> BeginAsync(
        StoreSession session, Operation operation, FileDigest digest, SafeFileHandle file, string name, ResumeSlot? slot, CancellationToken cancellationToken)
    {
        if (slot?.Read() is { } record)
        {
            if (await TryGoOnAsync(session, operation, record, digest, file, name, slot, cancellationToken) is { } resumed)
                return resumed;
            slot.Clear();
        }

        var content = new ContentId(session.NewId());
        var attempt = new PutAttempt(content, ContentKeys.Create(content.ToBytes()), null);
        attempt.RememberIn(slot, digest, session);
        return attempt;
    }

    public void Dispose() => Keys.Dispose();

    private static async Task<PutAttempt?> TryGoOnAsync(
        StoreSession session, Operation operation, ResumeRecord record, FileDigest digest, SafeFileHandle file, string name, ResumeSlot slot,
        CancellationToken cancellationToken)
    {
        // Before it answers, a node reads back what it has: the one that has most answers last, and is the last that should be done without.
        var work = WireLimits.WorkTimeFor(digest.Lanes.Length);
        var answers = await operation.AwaitAllAsync(
            (node, token) => node.AskAsync<GetStaged, StagedReply>("staged", new GetStaged(default, record.Content), work, token), cancellationToken);
        // Somebody may have seen it: it is neither staged further nor dropped.
        if (answers.Any(answer => answer.Reply.Parts.Any(part => part.State == StagedState.Committed)))
            return null;
        var keys = record.IsOf(digest) && answers.All(answer => answer.Reply.Outcome.IsOk) ? session.Keys.TryOpen(record.Content, record.KeyRecord) : null;
        if (keys is null)
        {
            await ContentUpload.DiscardAsync(operation, record.Content);
            return null;
        }

        try
        {
            var staged = await new StagedPrefixes(operation, digest, answers).VerifyAsync(file, name, keys, cancellationToken);
            if (staged.Any(lane => lane.Segments > 0) && keys.Runs.Count < ContentKeys.MaxRuns)
            {
                // What is sealed from here on has a key of its own: these nonces may have served other bytes of the last attempt's tail.
                keys.StartRun([.. staged.Select(lane => lane.Segments)]);
                var attempt = new PutAttempt(record.Content, keys, staged);
                attempt.RememberIn(slot, digest, session);
                return attempt;
            }
        }
        catch
        {
            keys.Dispose();
            throw;
        }

        keys.Dispose();
        await ContentUpload.DiscardAsync(operation, record.Content);
        return null;
    }

    private void RememberIn(ResumeSlot? slot, FileDigest digest, StoreSession session) =>
        slot?.Write(new ResumeRecord(Content, digest, KeyRecord.Wrap(Keys, session.Keyring)));
}
