using System.IO.Hashing;
using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Storage;

/// <summary>Names one part of one content of one user.</summary>
internal readonly record struct PartKey(string User, ContentId Content, int Part);

/// <summary>What is known of a partial part that nobody writes to.</summary>
/// <param name="Bytes">Bytes of its file: what it takes of the budget.</param>
/// <param name="Hash">The XxHash128 of all of them; null when they were not read.</param>
internal sealed record PartialState(long Bytes, XxHash128? Hash);

/// <summary>Who is at work on which partial part: one at a time.</summary>
internal sealed class PartialParts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PartKey, TaskCompletionSource> _claimed = [];
    private readonly Dictionary<PartKey, PartialState> _idle = [];

    /// <summary>Takes a part; <paramref name="state"/> is what lay idle of it, or null. False while another has it.</summary>
    public bool TryClaim(PartKey key, out PartialState? state)
    {
        lock (_lock)
        {
            state = null;
            if (!_claimed.TryAdd(key, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)))
                return false;
            _idle.Remove(key, out state);
            return true;
        }
    }

    /// <summary>True while somebody works on a part of the content.</summary>
    public bool IsAtWork(string user, ContentId content)
    {
        lock (_lock)
            return _claimed.Keys.Any(key => key.User == user && key.Content == content);
    }

    /// <summary>Gives a part back; null when nothing is left of it.</summary>
    public void Release(PartKey key, PartialState? state)
    {
        TaskCompletionSource? ended;
        lock (_lock)
        {
            if (state is not null)
                _idle[key] = state;
            _claimed.Remove(key, out ended);
        }

        ended?.SetResult();
    }

    /// <summary>Ends when nobody works on any part of the content. A sender that was lost may not have been noticed yet.</summary>
    public async Task WhenIdleAsync(string user, ContentId content, CancellationToken ct)
    {
        while (true)
        {
            Task[] ends;
            lock (_lock)
                ends = [.. _claimed.Where(claim => claim.Key.User == user && claim.Key.Content == content).Select(claim => claim.Value.Task)];
            if (ends.Length == 0)
                return;
            await Task.WhenAll(ends).WaitAsync(ct).ConfigureAwait(false);
        }
    }
}
