using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace DfsAspire.ServiceDefaults.Admission;

/// <summary>
/// Bounds how many connections there are, before a byte of them is read. Those on which nobody has logged in share few places; when all are
/// taken, a new one gets the place of the oldest from the source that has most, of equal ones of that which came first, so that a flood pushes out itself. Users' connections
/// are bounded for each user and in all, so that no user takes another's. Programs (other nodes, and the founding step) have places of their own.
/// </summary>
public sealed class Doorkeeper(DoorLimits limits, TimeProvider time, ILogger<Doorkeeper> log)
{
    private static readonly TimeSpan WarningPeriod = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Source, LinkedList<Place>> _strangers = [];
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private int _strangersInAll;
    private long _entered;
    private int _usersInAll;
    private long _lastWarning;

    /// <summary>Gives a connection a place for as long as it lasts.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(next);
        var place = new Place(this, connection);
        connection.Features.Set(place);
        Enter(place)?.Drop();
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(place);
        }
    }

    internal Crowd? LogIn(Place place, string user, bool isProgram)
    {
        lock (_lock)
        {
            if (place.User is not null)
                return null;
            var own = _users.GetValueOrDefault(user);
            if (own >= (isProgram ? limits.OfProgram : limits.OfUser))
                return new Crowd(own, user);
            if (!isProgram)
            {
                if (_usersInAll >= limits.Users)
                    return new Crowd(_usersInAll, null);
                _usersInAll++;
            }

            _users[user] = own + 1;
            // One that was pushed out meanwhile has left its list already.
            if (_strangers.TryGetValue(place.Source, out var same) && same.Remove(place))
                Forget(place.Source, same);
            place.BelongTo(user, isProgram);
            return null;
        }
    }

    // Answers the place that has to go for this one.
    private Place? Enter(Place place)
    {
        lock (_lock)
        {
            var pushedOut = _strangersInAll >= limits.Strangers ? PushOut() : null;
            if (!_strangers.TryGetValue(place.Source, out var same))
                _strangers.Add(place.Source, same = []);
            place.Number = _entered++;
            same.AddLast(place);
            _strangersInAll++;
            return pushedOut;
        }
    }

    private Place PushOut()
    {
        var (source, most) = _strangers.MaxBy(group => (group.Value.Count, -group.Value.First!.Value.Number));
        var oldest = most.First!.Value;
        most.RemoveFirst();
        if (_lastWarning == 0 || time.GetElapsedTime(_lastWarning) > WarningPeriod)
        {
            _lastWarning = time.GetTimestamp();
            log.StrangersPushedOut(limits.Strangers, most.Count + 1, source);
        }

        Forget(source, most);
        return oldest;
    }

    private void Leave(Place place)
    {
        lock (_lock)
        {
            if (place.User is not { } user)
            {
                if (_strangers.TryGetValue(place.Source, out var same) && same.Remove(place))
                    Forget(place.Source, same);
                return;
            }

            if (!place.IsProgram)
                _usersInAll--;
            if (_users[user] == 1)
                _users.Remove(user);
            else
                _users[user]--;
        }
    }

    private void Forget(Source source, LinkedList<Place> same)
    {
        _strangersInAll--;
        if (same.Count == 0)
            _strangers.Remove(source);
    }
}
