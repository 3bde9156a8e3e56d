namespace DfsAspire.Client.Gateway.WebDav.Locks;

/// <summary>What a request does at a path; a later one keeps out more.</summary>
internal enum GatePass
{
    /// <summary>It changes something below.</summary>
    Through,

    /// <summary>It changes what lies there, and nothing below.</summary>
    Path,

    /// <summary>It removes or replaces what lies there with all below.</summary>
    Tree,
}

/// <summary>The gate of one path. Whoever comes first goes first, so that nobody waits for ever.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(GatePass Pass, TaskCompletionSource Turn)> _waiting = [];
    private int _through;
    private bool _hasPath;
    private bool _hasTree;

    /// <summary>How many hold it or wait for it; guarded by who made it.</summary>
    public int Users { get; set; }

    /// <summary>Waits for its turn and enters.</summary>
    public async Task EnterAsync(GatePass pass, CancellationToken cancellationToken)
    {
        LinkedListNode<(GatePass Pass, TaskCompletionSource Turn)> mine;
        lock (_lock)
        {
            if (_waiting.Count == 0 && TryTake(pass))
                return;
            mine = _waiting.AddLast((pass, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            await mine.Value.Turn.Task.WaitAsync(cancellationToken);
        }
        catch
        {
            GiveUp(mine);
            throw;
        }
    }

    /// <summary>Leaves it to the next.</summary>
    public void Leave(GatePass pass)
    {
        lock (_lock)
        {
            if (pass == GatePass.Through)
                _through--;
            else if (pass == GatePass.Path)
                _hasPath = false;
            else
                _hasTree = false;
            LetIn();
        }
    }

    // Its turn may have come at the very moment in which it went away.
    private void GiveUp(LinkedListNode<(GatePass Pass, TaskCompletionSource Turn)> mine)
    {
        lock (_lock)
        {
            if (mine.List is null)
            {
                Leave(mine.Value.Pass);
                return;
            }

            _waiting.Remove(mine);
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_waiting.First is { } first && TryTake(first.Value.Pass))
        {
            _waiting.RemoveFirst();
            first.Value.Turn.SetResult();
        }
    }

    private bool TryTake(GatePass pass)
    {
        if (_hasTree || (pass == GatePass.Path && _hasPath) || (pass == GatePass.Tree && (_hasPath || _through > 0)))
            return false;
        if (pass == GatePass.Through)
            _through++;
        else if (pass == GatePass.Path)
            _hasPath = true;
        else
            _hasTree = true;
        return true;
    }
}
