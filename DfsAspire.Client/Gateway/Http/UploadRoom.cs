using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>
/// How much bodies on their way may take of the directory for temporary files, all together. A sender may be as slow as they like and keeps the room of
/// the whole body meanwhile. So no user gets more than what is left then for everybody else: one alone half, a second half of what that leaves, and so on, so that there is always some.
/// </summary>
internal sealed class UploadRoom(WorkerSettings settings)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _takenBy = new(StringComparer.Ordinal);
    private long _taken;

    /// <summary>How many bytes are taken just now.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    private long MostOfUser => settings.UploadRoom / 2;

    /// <summary>Makes room for a body: for all of it where its length is known, else as it comes.</summary>
    /// <exception cref="HttpRefusal">There is none: 413 when there never is, 503 when others have it just now.</exception>
    public Place Enter(string user, long? length)
    {
        var place = new Place(this, user);
        if (length is { } announced)
            place.Need(announced);
        return place;
    }

    private void Take(string user, long more, long altogether)
    {
        if (altogether > MostOfUser)
        {
            throw new HttpRefusal(
                StatusCodes.Status413PayloadTooLarge,
                $"The file is larger than what the gateway has room for on its way, {ByteSize.Format(MostOfUser)} for each user. Put it with 'dfs put', or set Dfs__UploadRoom higher (docs/gateway.md).");
        }

        lock (_lock)
        {
            var own = _takenBy.GetValueOrDefault(user);
            if (more > MostOfUser - own)
                throw Full("Your other uploads take all the room that the gateway has for your files on their way.");
            if (own + more > settings.UploadRoom - _taken - more)
                throw Full("Other uploads take all the room that the gateway has for files on their way.");
            _taken += more;
            _takenBy[user] = own + more;
        }
    }

    private void GiveBack(string user, long bytes)
    {
        lock (_lock)
        {
            _taken -= bytes;
            if ((_takenBy[user] -= bytes) == 0)
                _takenBy.Remove(user);
        }
    }

    private static HttpRefusal Full(string why) =>
        new(StatusCodes.Status503ServiceUnavailable, $"{why} Nothing was stored; try again when they are done.") { RetryAfter = Pause };

    /// <summary>The room that one body takes.</summary>
    public sealed class Place(UploadRoom room, string user) : IDisposable
    {
        private const long Step = 1024 * 1024;

        private long _has;
        private long _needs;

        /// <summary>So many bytes more are to be kept.</summary>
        /// <exception cref="HttpRefusal">There is no room for them.</exception>
        public void Add(int bytes) => Need(_needs += bytes);

        /// <summary>So many bytes in all are to be kept.</summary>
        /// <exception cref="HttpRefusal">There is no room for them.</exception>
        public void Need(long bytes)
        {
            if (bytes <= _has)
                return;
            // In steps, as far as there can be any; a body just as large as a user's room must fit.
            var more = _has == 0 ? bytes : Math.Max(bytes - _has, Math.Min(Step, room.MostOfUser - _has));
            room.Take(user, more, _has + more);
            _has += more;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_has > 0)
                room.GiveBack(user, _has);
            _has = 0;
        }
    }
}
