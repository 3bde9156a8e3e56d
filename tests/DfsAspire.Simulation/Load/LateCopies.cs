using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation.Load;

/// <summary>
/// Delivers some requests a second time, over a line of its own: at once, or long after the first, when everything may have moved on.
/// Nothing may come of a request that would not have come of it once.
/// </summary>
internal sealed class LateCopies(World world, SimCluster cluster, Profile profile) : IMischief
{
    private readonly Chance _chance = world.Chance.Split();
    private readonly Dictionary<string, Task<StoreSession?>> _sessions = [];

    public Task<bool> MeddleAsync(Meddler meddler, MessageKind kind, ReadOnlyMemory<byte> message)
    {
        if (Founded.Users.Contains(meddler.User) && Reader(kind, message) is { } send && _chance.Happens(profile.LateCopyRate))
        {
            var (user, number) = (meddler.User, meddler.Node.Number);
            var late = _chance.Between(TimeSpan.Zero, _chance.Of<TimeSpan>([TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(90)]));
            world.In(late, () => _ = SendAsync(user, number, kind, send));
        }

        return Task.FromResult(false);
    }

    // Read now: the message's bytes are used again.
    private static Func<NodeClient, Task>? Reader(MessageKind kind, ReadOnlyMemory<byte> message) => kind switch
    {
        MessageKind.PlaceStamp => Again<PlaceStamp, StampReply>(MessageCodec.Read<PlaceStamp>(message)),
        MessageKind.Commit => Again<Commit, CommitReply>(MessageCodec.Read<Commit>(message.ToArray())),
        MessageKind.Finish => Again<Finish, FinishReply>(MessageCodec.Read<Finish>(message.ToArray())),
        MessageKind.Discard => Again<Discard, DiscardReply>(MessageCodec.Read<Discard>(message)),
        _ => null,
    };

    private static Func<NodeClient, Task> Again<TRequest, TReply>(TRequest request)
        where TRequest : class, IMessage<TRequest>, IRequest<TRequest>
        where TReply : IMessage<TReply> => node => node.AskAsync<TRequest, TReply>("late copy", request, CancellationToken.None);

    private async Task SendAsync(string user, int number, MessageKind kind, Func<NodeClient, Task> send)
    {
        if (!_sessions.TryGetValue(user, out var opening))
            _sessions[user] = opening = OpenAsync(user);
        if (await opening is not { } session)
            return;
        try
        {
            world.Trace.Note($"{kind} by {user} comes to node {number} once more");
            await send(session.Nodes[number - 1]);
        }
        catch (NodeException)
        {
            // It is down, or refuses.
        }
    }

    private async Task<StoreSession?> OpenAsync(string user)
    {
        try
        {
            return await StoreSession.OpenAsync(new SimClient(world, cluster, $"late copies of {user}", user).Options, CancellationToken.None);
        }
        catch (DfsException)
        {
            _sessions.Remove(user);
            return null;
        }
    }
}
