using DfsAspire.Node.Hosting;
using DfsAspire.Protocol.Accounts;
using Microsoft.AspNetCore.Connections;

namespace DfsAspire.Node.Sessions.Admission;

/// <summary>
/// Bounds how many connections there are, before a byte of them is read. Those on which nobody has logged in share few places; when all are
/// taken, a new one gets the place of the oldest from the source that has most, so that a flood pushes out itself. Users' connections
/// are bounded for each user and in all, so that no user takes another's. Other nodes, and the founding step, have places of their own.
/// </summary>
internal sealed class Doorkeeper(NodeOptions options, TimeProvider time, ILogger<Doorkeeper> log)
{
    // A node keeps some eight idle ones and uses as many at once; those of a life that ended with its power may still stand open.
    private const int MostOfProgram = 100;

    private static readonly TimeSpan WarningPeriod = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Source, LinkedList<Place>> _strangers = [];
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private int _strangersInAll;
    private int _usersInAll;
    private long _lastWarning;

    /// <summary>Gives a connection a place for as long as it lasts.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
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

    /// <summary>Makes a stranger's place a user's. Null when that is done, else why it is not, in words for the user.</summary>
    public string? LogIn(Place place, string user)
    {
        lock (_lock)
        {
            var own = _users.GetValueOrDefault(user);
            if (ReservedNames.IsProgram(user))
            {
                if (own >= MostOfProgram)
                    return $"Node {options.Node} has {own} connections of {user} open and takes no more.";
            }
            else
            {
                if (own >= options.MaxConnectionsPerUser)
                    return $"Node {options.Node} has {own} connections of {user} open and takes no more. Close some, or try again later.";
                if (_usersInAll >= options.MaxConnections)
                    return $"Node {options.Node} has {_usersInAll} connections open and takes no more. Try again later.";
                _usersInAll++;
            }

            _users[user] = own + 1;
            // One that was pushed out meanwhile has left its list already.
            if (_strangers.TryGetValue(place.Source, out var same) && same.Remove(place))
                Forget(place.Source, same);
            place.User = user;
            return null;
        }
    }

    // Answers the place that has to go for this one.
    private Place? Enter(Place place)
    {
        lock (_lock)
        {
            var pushedOut = _strangersInAll >= options.MaxStrangers ? PushOut() : null;
            if (!_strangers.TryGetValue(place.Source, out var same))
                _strangers.Add(place.Source, same = []);
            same.AddLast(place);
            _strangersInAll++;
            return pushedOut;
        }
    }

    private Place PushOut()
    {
        var (source, most) = _strangers.MaxBy(group => group.Value.Count);
        var oldest = most.First!.Value;
        most.RemoveFirst();
        if (_lastWarning == 0 || time.GetElapsedTime(_lastWarning) > WarningPeriod)
        {
            _lastWarning = time.GetTimestamp();
            log.StrangersPushedOut(options.Node, options.MaxStrangers, source, most.Count + 1);
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

            if (!ReservedNames.IsProgram(user))
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
