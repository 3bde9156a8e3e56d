using Microsoft.AspNetCore.Connections;

namespace DfsAspire.ServiceDefaults.Admission;

/// <summary>One connection's place: a stranger's until somebody has logged in on it, then a user's. A feature of the connection.</summary>
public sealed class Place
{
    private readonly Doorkeeper _doorkeeper;
    private readonly ConnectionContext _connection;

    internal Place(Doorkeeper doorkeeper, ConnectionContext connection) =>
        (_doorkeeper, _connection, Source) = (doorkeeper, connection, Source.Of(connection.RemoteEndPoint));

    /// <summary>Where the connection comes from.</summary>
    public Source Source { get; }

    /// <summary>Who has logged in; null for a stranger.</summary>
    public string? User { get; private set; }

    /// <summary>Which connection it was, counted as they came.</summary>
    internal long Number { get; set; }

    /// <summary>Whether <see cref="User"/> is a program.</summary>
    internal bool IsProgram { get; private set; }

    /// <summary>Makes the place a user's. Null when that is done, else why it is not. It stays the first one's when others log in on the same connection.</summary>
    /// <param name="user">Who has logged in.</param>
    /// <param name="isProgram">Whether that is a program, which takes no user's place.</param>
    public Crowd? LogIn(string user, bool isProgram = false) => _doorkeeper.LogIn(this, user, isProgram);

    internal void BelongTo(string user, bool isProgram) => (User, IsProgram) = (user, isProgram);

    internal void Drop() => _connection.Abort(new ConnectionAbortedException("Too many connections have not logged in."));
}
