using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Cluster;
using DfsAspire.Simulation.Engine;

namespace DfsAspire.Hostile.Lying;

/// <summary>A real node whose replies pass through somebody who remembers everything and lies when told to.</summary>
internal sealed class LyingNode
{
    private readonly SimNode _node;

    public LyingNode(SimNode node, World world)
    {
        _node = node;
        node.Between = (_, _, client) => LyingLine.Put(this, client, world);
    }

    public int Number => _node.Number;

    /// <summary>The one lie it tells; null for the truth.</summary>
    public Lie? Lie
    {
        get => Lies.Count > 0 ? Lies[0] : null;
        set
        {
            Lies.Clear();
            if (value is not null)
                Lies.Add(value);
        }
    }

    /// <summary>What it lies about to clients.</summary>
    public List<Lie> Lies { get; } = [];

    /// <summary>What it lies about to other nodes.</summary>
    public List<Lie> LiesToNodes { get; } = [];

    /// <summary>How often it has lied.</summary>
    public int Told { get; set; }

    /// <summary>All states it has shown, oldest first.</summary>
    public List<(string User, string Path, StateReply Reply)> States { get; } = [];

    /// <summary>All first pages of listings it has shown, oldest first.</summary>
    public List<(string User, string Folder, ListReply Reply)> Listings { get; } = [];

    /// <summary>The bytes of every part it has sent whole.</summary>
    public Dictionary<(ContentId Content, int Part), byte[]> Parts { get; } = [];

    /// <summary>All accounts it has shown, oldest first.</summary>
    public List<(string User, AccountReply Reply)> Accounts { get; } = [];

    /// <summary>Changes that it has shown to a node, for those that it makes out of them.</summary>
    public IReadOnlyList<Change> Changes { get; set; } = [];

    /// <summary>Accounts that it has shown to a node.</summary>
    public IReadOnlyList<AccountReport> Reports { get; set; } = [];

    /// <summary>What the real node would say of itself now.</summary>
    public NodeView View() => _node.Services!.View();

    /// <summary>Keeps what may serve a lie later.</summary>
    public void Remember(Exchange exchange)
    {
        if (exchange.IsRefused)
            return;
        switch (exchange.Kind)
        {
            case MessageKind.GetState:
                States.Add((exchange.User, exchange.Request<GetState>().Path.Value, exchange.Truth<StateReply>()));
                break;
            case MessageKind.ListFolder when exchange.Request<ListFolder>().After.Length == 0:
                Listings.Add((exchange.User, exchange.Request<ListFolder>().Folder.Value, exchange.Truth<ListReply>()));
                break;
            case MessageKind.FetchPart when exchange.Truth<FetchReply>() is { Outcome.IsOk: true } truth && truth.Run == truth.Size:
                var part = exchange.Request<FetchPart>();
                Parts[(part.Content, part.Part)] = exchange.Contents;
                break;
            case MessageKind.GetAccount:
                Accounts.Add((exchange.Request<GetAccount>().User, exchange.Truth<AccountReply>()));
                break;
            default:
                break;
        }
    }
}

/// <summary>One lie: to which request, and what is said.</summary>
/// <param name="Name">The lie as a sentence.</param>
/// <param name="Kind">The request that is lied to.</param>
/// <param name="TellAsync">Says it. False when this exchange gives no occasion for it.</param>
internal sealed record Lie(string Name, MessageKind Kind, Func<Exchange, Task<bool>> TellAsync)
{
    /// <summary>True when the client can know who lied, and must say so.</summary>
    public bool IsKnown { get; init; }

    /// <summary>True when the node itself is not even asked: it does nothing of what it says.</summary>
    public bool IsIdle { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Name}";
}
