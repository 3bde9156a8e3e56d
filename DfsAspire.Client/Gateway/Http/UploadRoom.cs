using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Gateway.Http;

/// <summary>How much bodies on their way may take of the directory for temporary files, all together.</summary>
internal sealed class UploadRoom(WorkerSettings settings)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private long _taken;

    /// <summary>How many bytes are taken just now.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    private long Most => settings.UploadRoom;

    /// <summary>Makes room for a body: for all of it where its length is known, else as it comes.</summary>
    /// <exception cref="HttpRefusal">There is none: 413 when there never is, 503 when others have it just now.</exception>
    public Place Enter(long? length)
    {
        var place = new Place(this);
        if (length is { } announced)
            place.Need(announced);
        return place;
    }

    private void Take(long more, long altogether)
    {
        if (altogether > Most)
        {
            throw new HttpRefusal(
                StatusCodes.Status413PayloadTooLarge,
                $"The file is larger than what the gateway has room for on its way, {ByteSize.Format(Most)}. Put it with 'dfs put', or set Dfs__UploadRoom higher (docs/gateway.md).");
        }

        lock (_lock)
        {
            if (more <= Most - _taken)
            {
                _taken += more;
                return;
            }
        }

        throw new HttpRefusal(
            StatusCodes.Status503ServiceUnavailable, "Other uploads take all the room that the gateway has for files on their way. Nothing was stored; try again when they are done.")
        {
            RetryAfter = Pause,
        };
    }

    private void GiveBack(long bytes)
    {
        lock (_lock)
            _taken -= bytes;
    }

    /// <summary>The room that one body takes.</summary>
    public sealed class Place(UploadRoom room) : IDisposable
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
            // In steps, as far as there can be any; a body just as large as all the room must fit.
            var more = _has == 0 ? bytes : Math.Max(bytes - _has, Math.Min(Step, room.Most - _has));
            room.Take(more, _has + more);
            _has += more;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            room.GiveBack(_has);
            _has = 0;
        }
    }
}
