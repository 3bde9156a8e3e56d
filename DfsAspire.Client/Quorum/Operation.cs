using System.Collections.Concurrent;
using DfsAspire.Client.Connections;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// One command's view of the four nodes. A node that fails once is left alone for the rest of the command, and remembered
/// with its reason for the receipt. One that was merely slower than three others is left alone as long as three others are left:
/// when one of them fails, the slow one is needed, and counts as up again.
/// </summary>
internal sealed class Operation(IReadOnlyList<NodeClient> nodes, TimeProvider time)
{
    /// <summary>How many nodes must take a write, and answer a full read.</summary>
    public const int Quorum = 3;

    // A node that is slower than this behind three others is not waited for: reads would hang with a stalled node.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private const string SlowReason = "did not answer in time";

    private const int Witnesses = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, NodeFault> _down = [];
    private readonly List<NodeFault> _faults = [];
    private readonly Dictionary<int, string> _overQuota = [];
    private readonly HashSet<int> _lockedOut = [];
    private readonly HashSet<int> _slow = [];
    private readonly HashSet<int> _calledBack = [];
    private volatile bool _hasLostNodes;

    /// <summary>All four nodes, by number.</summary>
    public IReadOnlyList<NodeClient> Nodes => nodes;

    /// <summary>The nodes that have not failed in this command.</summary>
    public IReadOnlyList<NodeClient> Up
    {
        get
        {
            lock (_lock)
                return [.. nodes.Where(node => !_down.ContainsKey(node.Node.Number))];
        }
    }

    /// <summary>What went wrong so far, in order.</summary>
    public IReadOnlyList<NodeFault> Faults
    {
        get
        {
            lock (_lock)
                return [.. _faults];
        }
    }

    /// <summary>How the user's files look to nodes.</summary>
    public Veil Veil { get; init; } = Veil.None;

    /// <summary>What nodes are told at the end of the command.</summary>
    public Confirmations Confirmations { get; init; } = new();

    /// <summary>Why two nodes or more would not keep what they were given, when it was more than the user may keep; null otherwise.</summary>
    public string? QuotaExceeded
    {
        get
        {
            lock (_lock)
                return _overQuota.Count >= Witnesses ? _overQuota.First().Value : null;
        }
    }

    /// <summary>True when some node was away, too slow, or not ready yet: one that may do what it is asked a moment later.</summary>
    public bool HasLostNodes => _hasLostNodes;

    /// <summary>True when two nodes do not let the user in any more. One alone may not have heard of a new password yet, or lie.</summary>
    public bool IsLockedOut
    {
        get
        {
            lock (_lock)
                return _lockedOut.Count >= Witnesses;
        }
    }

    /// <summary>The clock and timers.</summary>
    public TimeProvider Time => time;

    public NodeClient Node(int number) => nodes[number - 1];

    public bool IsUp(int number)
    {
        lock (_lock)
            return !_down.ContainsKey(number);
    }

    /// <summary>Notes that a node failed and is to be left alone from here on.</summary>
    public void MarkDown(NodeClient node, string reason)
    {
        lock (_lock)
        {
            Leave(node, reason);
            if (nodes.Count - _down.Count < Quorum)
                CallBackSlow();
        }
    }

    /// <summary>
    /// Counts the nodes as up again that were left alone for being slower than three others; each once in a command. Answers whether there
    /// were any: for who could not do without them.
    /// </summary>
    public bool TryCallBack()
    {
        lock (_lock)
            return CallBackSlow();
    }

    /// <summary>Counts a node as up again that had failed: for who cannot do without it. What it did stays noted.</summary>
    public void TakeBack(NodeClient node)
    {
        lock (_lock)
            _down.Remove(node.Node.Number);
    }

    /// <summary>Notes that a node failed with a status that may say more about the command than about the node.</summary>
    public void MarkDown(NodeException fault)
    {
        if (fault.Status is null or Status.NotReady)
            _hasLostNodes = true;
        lock (_lock)
        {
            if (fault.Status == Status.QuotaExceeded)
                _overQuota[fault.Node.Number] = fault.Reason;
            else if (fault.Status == Status.WrongCredentials)
                _lockedOut.Add(fault.Node.Number);
        }

        MarkDown(Node(fault.Node), fault.Reason);
    }

    /// <summary>
    /// Marks a node down that could not be connected to in time, if enough others are left; answers false, and marks nothing, when it
    /// is needed and should be waited for.
    /// </summary>
    public bool TrySpare(NodeException late)
    {
        lock (_lock)
        {
            if (nodes.Count - _down.Count - 1 < Quorum && !_down.ContainsKey(late.Node.Number))
                return false;
        }

        MarkDown(late);
        return true;
    }

    /// <summary>Notes something that a node did wrong, without giving it up.</summary>
    public void Note(NodeClient node, string reason)
    {
        lock (_lock)
            _faults.Add(new NodeFault(node.Node.Name, reason));
    }

    /// <summary>
    /// Asks every node that is up something that changes nothing, all at once, and answers those replies that came. Nodes that fail are marked
    /// down; one that is still silent a second after enough others have answered is left alone. When too few nodes would be left,
    /// those that could not be connected to in time, or were slow, get a second, longer chance: a busy machine must not look like one that is off.
    /// </summary>
    /// <param name="ask">The question.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <exception cref="DfsException">Two nodes do not let the user in any more (WrongCredentials).</exception>
    public async Task<IReadOnlyList<Answer<T>>> AskAsync<T>(Func<NodeClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(ask, null, Grace, cancellationToken);
        return IsLockedOut ? throw new DfsException(DfsFault.WrongCredentials, Login.RefusedMessage) : answers;
    }

    /// <summary>Tells every node that is up something that it must take.</summary>
    /// <inheritdoc cref="TellAsync{T}(Func{NodeClient, CancellationToken, Task{T}}, IReadOnlyList{NodeClient}, CancellationToken)"/>
    public Task<IReadOnlyList<Answer<T>>> TellAsync<T>(Func<NodeClient, CancellationToken, Task<T>> tell, CancellationToken cancellationToken) =>
        AskAsync(tell, null, WireLimits.SilenceTime, cancellationToken);

    /// <summary>
    /// Tells nodes something that they must take, all at once, and answers those replies that came. A write returns when every reachable
    /// node has answered; one that is at it ten seconds longer than three others, signs of life or not, is given up.
    /// </summary>
    /// <param name="tell">What they are told.</param>
    /// <param name="nodes">Who is told.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    public Task<IReadOnlyList<Answer<T>>> TellAsync<T>(
        Func<NodeClient, CancellationToken, Task<T>> tell, IReadOnlyList<NodeClient> nodes, CancellationToken cancellationToken) =>
        AskAsync(tell, nodes, WireLimits.SilenceTime, cancellationToken);

    /// <summary>Asks every node that is up for something that takes each its own time, and waits for all of them.</summary>
    /// <param name="ask">What they are asked.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<IReadOnlyList<Answer<T>>> AwaitAllAsync<T>(Func<NodeClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        AskAsync(ask, null, Timeout.InfiniteTimeSpan, cancellationToken);

    // Without a list of nodes, also those are asked that are called back meanwhile.
    private async Task<IReadOnlyList<Answer<T>>> AskAsync<T>(
        Func<NodeClient, CancellationToken, Task<T>> ask, IReadOnlyList<NodeClient>? asked, TimeSpan grace, CancellationToken cancellationToken)
    {
        var late = new ConcurrentBag<NodeException>();
        var answers = new List<Answer<T>>();
        await RoundAsync(ask, asked ?? Up, answers, grace, late.Add, cancellationToken);
        if (Up.Count - late.Count >= Quorum)
            foreach (var fault in late)
                MarkDown(fault);
        var again = Up.Where(node => asked is null || asked.Contains(node)).Except(answers.Select(answer => answer.Node)).ToList();
        await RoundAsync(PatientlyAsync, again, answers, grace, MarkDown, cancellationToken);
        return [.. answers.OrderBy(answer => answer.Node.Node.Number)];

        async Task<T> PatientlyAsync(NodeClient node, CancellationToken token)
        {
            await node.Pool.WarmAsync(token);
            return await ask(node, token);
        }
    }

    private async Task RoundAsync<T>(
        Func<NodeClient, CancellationToken, Task<T>> ask, IReadOnlyList<NodeClient> nodes, List<Answer<T>> answers, TimeSpan grace,
        Action<NodeException> isLate, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var laggards = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var pending = nodes.Select(node => AskOneAsync(node, ask, isLate, isPatient: grace != Grace, cancellationToken, laggards.Token)).ToList();
        while (pending.Count > 0)
        {
            var done = await Task.WhenAny(pending);
            pending.Remove(done);
            if (await done is { } answer)
                answers.Add(answer);
            if (answers.Count >= Quorum && pending.Count > 0)
                patience.CancelAfter(grace);
        }
    }

    private async Task<Answer<T>?> AskOneAsync<T>(
        NodeClient node, Func<NodeClient, CancellationToken, Task<T>> ask, Action<NodeException> isLate, bool isPatient, CancellationToken caller,
        CancellationToken laggard)
    {
        try
        {
            return new Answer<T>(node, await ask(node, laggard));
        }
        catch (NodeException fault) when (fault.IsLate)
        {
            isLate(fault);
            return null;
        }
        catch (NodeException fault)
        {
            MarkDown(fault);
            return null;
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            _hasLostNodes = true;
            if (isPatient)
                MarkDown(node, SlowReason);
            else
                MarkSlow(node);
            return null;
        }
    }

    private void MarkSlow(NodeClient node)
    {
        _hasLostNodes = true;
        lock (_lock)
        {
            Leave(node, SlowReason);
            if (!_calledBack.Contains(node.Node.Number))
                _slow.Add(node.Node.Number);
        }
    }

    private void Leave(NodeClient node, string reason)
    {
        if (_down.TryAdd(node.Node.Number, new NodeFault(node.Node.Name, reason)))
            _faults.Add(_down[node.Node.Number]);
    }

    private bool CallBackSlow()
    {
        foreach (var number in _slow)
            _down.Remove(number);
        _calledBack.UnionWith(_slow);
        var any = _slow.Count > 0;
        _slow.Clear();
        return any;
    }

    // An operation may be about one node alone.
    private NodeClient Node(NodeAddress address) => nodes.First(node => node.Node.Number == address.Number);
}

/// <summary>What one node answered.</summary>
internal sealed record Answer<T>(NodeClient Node, T Reply);
