using DfsAspire.Protocol.Entries;

namespace DfsAspire.Node.Storage;

/// <summary>
/// Lets one operation at a time change the files of a content: a stage that is repeated while a commit writes its trailer would put
/// a file without one in its place. Contents share a fixed number of locks, so that nothing has to be cleaned up.
/// </summary>
internal sealed class ContentLocks
{
    private const int Stripes = 256;

    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for a content's lock. Never ask for a second one while holding one.</summary>
    public async ValueTask<Held> HoldAsync(ContentId content, CancellationToken ct)
    {
        // Ids are random: they spread by themselves, and two users' contents share none.
        var stripe = _stripes[(uint)content.GetHashCode() % Stripes];
        await stripe.WaitAsync(ct).ConfigureAwait(false);
        return new Held(stripe);
    }

    /// <summary>A lock that is held; disposing gives it back.</summary>
    internal readonly struct Held(SemaphoreSlim stripe) : IDisposable
    {
        public void Dispose() => stripe.Release();
    }
}
