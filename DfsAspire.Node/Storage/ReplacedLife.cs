namespace DfsAspire.Node.Storage;

/// <summary>
/// How long contents are kept that no path names any more. Each is shown to those who may name it again until some time before the end of its
/// life, and let go of afterwards: nothing goes that was shown within that notice (docs/consistency.md). While the disk is nearly full, those
/// that were replaced before a certain moment go sooner; they have their notice first. Moments are milliseconds since 1970 by the node's clock.
/// </summary>
internal sealed class ReplacedLife(TimeSpan life, TimeSpan notice, TimeProvider time)
{
    private readonly Lock _lock = new();

    // The moments of which notice was given, and when; both grow. Of those whose notice has passed only the last one counts. One that is yet to come was
    // given while the clock was ahead: what is replaced until then has had no notice of it.
    private readonly List<(long Moment, long Given)> _notices = [];

    /// <summary>For how long a content is shown after it was replaced, unless it goes sooner.</summary>
    public TimeSpan Shown => life - notice;

    /// <summary>True while some go sooner.</summary>
    public bool IsShortened
    {
        get
        {
            lock (_lock)
                return Notices.Count > 0;
        }
    }

    /// <summary>A content that was replaced before this moment is not shown any more.</summary>
    public long ShownSince
    {
        get
        {
            lock (_lock)
                return Math.Max(Before(Shown), Notices.Count > 0 ? _notices[^1].Moment : long.MinValue);
        }
    }

    /// <summary>A content that was replaced before this moment may go.</summary>
    public long KeptSince
    {
        get
        {
            lock (_lock)
                return Math.Max(Before(life), Notices.Where(HasPassed).Select(given => given.Moment).LastOrDefault(long.MinValue));
        }
    }

    /// <summary>Until when a content is shown that was replaced at this moment.</summary>
    public long ShownUntil(long replacedAt) => replacedAt < ShownSince ? replacedAt : replacedAt + (long)Shown.TotalMilliseconds;

    /// <summary>Gives notice to all contents that were replaced before a moment.</summary>
    public void GiveNotice(long before)
    {
        lock (_lock)
        {
            if (Notices.Count > 0 && _notices[^1].Moment >= before)
                return;
            _notices.RemoveRange(0, Math.Max(0, _notices.FindLastIndex(HasPassed)));
            _notices.Add((before, time.GetTimestamp()));
        }
    }

    /// <summary>All that are still here live as long as was set.</summary>
    public void Restore()
    {
        lock (_lock)
            _notices.Clear();
    }

    // Those that count. A moment is one past the last time that it speaks of.
    private List<(long Moment, long Given)> Notices
    {
        get
        {
            _notices.RemoveAll(given => given.Moment - 1 > Before(TimeSpan.Zero));
            return _notices;
        }
    }

    private bool HasPassed((long Moment, long Given) given) => time.GetElapsedTime(given.Given) >= notice;

    private long Before(TimeSpan age) => (time.GetUtcNow() - age).ToUnixTimeMilliseconds();
}
