using Microsoft.AspNetCore.Connections;

namespace DfsAspire.Node.Sessions.Admission;

/// <summary>One connection's place: a stranger's until somebody has logged in on it, then a user's.</summary>
internal sealed class Place(Doorkeeper doorkeeper, ConnectionContext connection)
{
    public Source Source { get; } = Source.Of(connection.RemoteEndPoint);

    /// <summary>Who has logged in; null for a stranger.</summary>
    public string? User { get; set; }

    /// <summary>Makes the place a user's. Null when that is done, else why it is not.</summary>
    public string? LogIn(string user) => doorkeeper.LogIn(this, user);

    /// <summary>Ends the connection at once, wherever it stands.</summary>
    public void Drop() => connection.Abort(new ConnectionAbortedException("Too many connections have not logged in."));
}
