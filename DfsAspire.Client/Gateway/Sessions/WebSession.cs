using System.Buffers.Text;
using System.Security.Cryptography;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>A browser in which somebody has logged in. It holds no key: these are in the <see cref="GatewaySession"/> that it finds by <see cref="Key"/>.</summary>
internal sealed class WebSession(SessionKey key, long openedAt)
{
    private const int RandomBytes = 32;

    private Notice? _notice;
    private int _requests;

    /// <summary>What the browser's cookie holds.</summary>
    public string Id { get; } = Random();

    /// <summary>What the session's own pages know and those of others do not: whoever changes something sends it along.</summary>
    public string Token { get; } = Random();

    /// <summary>Whose keys it uses.</summary>
    public SessionKey Key => key;

    /// <summary>When a person used it last, as a timestamp of the clock.</summary>
    public long UsedAt { get; private set; } = openedAt;

    /// <summary>True while somebody's request is under way: an upload takes hours, and ends no session.</summary>
    public bool IsAtWork => Volatile.Read(ref _requests) > 0;

    /// <summary>A person's request begins.</summary>
    public void Enter(long now)
    {
        UsedAt = now;
        Interlocked.Increment(ref _requests);
    }

    /// <summary>A person's request has ended.</summary>
    public void Exit(long now)
    {
        UsedAt = now;
        Interlocked.Decrement(ref _requests);
    }

    /// <summary>Leaves a sentence for the next page.</summary>
    public void Leave(Notice notice) => Volatile.Write(ref _notice, notice);

    /// <summary>The sentence that was left; null when there is none. It is said once.</summary>
    public Notice? TakeNotice() => Interlocked.Exchange(ref _notice, null);

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
}
