using DfsAspire.Node.Hosting;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Repair;

/// <summary>
/// Makes the node whole again by itself, round after round: hears what the others know of it, compares accounts, copies entries it
/// missed, brings back lacking parts, drops loans that are home, and removes what all agree is not needed.
/// </summary>
internal sealed class RepairLoop(
    Volume volume, NodeOptions node, RepairOptions options, IReadOnlyList<Peer> peers, NodeReadiness readiness, VolumeRenewal renewal,
    AccountCopy accounts, CatalogCopy catalogs, PartHealing healing, LoanReturn loans, CleanUp cleanUp, TimeProvider time, ILogger<RepairLoop> log)
    : BackgroundService
{
    // Clients wait for a node that has just started.
    private static readonly TimeSpan StartPeriod = TimeSpan.FromMilliseconds(200);

    // One node alone must not be able to silence another.
    private const int Witnesses = 2;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private long? _healed;
    private long? _cleaned;
    private long? _allLoansLookedAt;
    private HealingResult _healing = new(0, new HashSet<int>(), IsAtEnd: true);
    private Task? _healingUnderWay;
    private Task? _loanSearchUnderWay;
    private bool _wantsHealing;
    private bool _hasComeToHealing;

    /// <summary>Parts that no other node could give at the last attempt.</summary>
    public long PartsUnobtainable => Volatile.Read(ref _healing).Lacking;

    /// <summary>Parts brought back since the node started.</summary>
    public long PartsRestored => healing.PartsRestored;

    /// <summary>Runs rounds until every lacking part was tried once, or nothing gets on; for callers that do not want to wait for the next one.</summary>
    public async Task RunToEndAsync(CancellationToken cancellationToken)
    {
        healing.StartOver();
        HealingResult before;
        do
        {
            before = Volatile.Read(ref _healing);
            await RunAsync(isAsked: true, cancellationToken);
        }
        while (Volatile.Read(ref _healing) is { IsAtEnd: false } after && after != before);
    }

    /// <summary>
    /// Runs one whole round; for callers that do not want to wait for the next one. A node that is lost meanwhile ends it early. Whoever asked waits for
    /// the healing that it begins as well, but not in the way of other rounds.
    /// </summary>
    public async Task RunAsync(bool isAsked, CancellationToken cancellationToken)
    {
        while (await RoundsAsync(isAsked, cancellationToken) is { } healing && isAsked)
        {
            if (!healing.IsNew)
            {
                // It had perhaps passed already what this caller waits for, and how it ends is for those who asked for it.
                await healing.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
                continue;
            }

            try
            {
                await healing.Task.WaitAsync(cancellationToken);
            }
            catch (PeerException fault)
            {
                log.RoundFailed(fault.Message);
            }

            return;
        }
    }

    // Answers the healing that is under way, or was until just now, and whether these rounds have begun it; null when they did not come so far.
    private async Task<(Task Task, bool IsNew)?> RoundsAsync(bool isAsked, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            _wantsHealing |= isAsked;
            _hasComeToHealing = false;
            var before = _healingUnderWay;
            // Who has found out in this round what it is tells the others first, and copies then: until they know its life, what an earlier one
            // took might be counted as if it were remembered.
            if (await RoundAsync(isAsked, cancellationToken))
                await RoundAsync(isAsked, cancellationToken);
            return _hasComeToHealing && _healingUnderWay is { } healing ? (healing, healing != before) : null;
        }
        catch (PeerException fault)
        {
            log.RoundFailed(fault.Message);
            return null;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public override void Dispose()
    {
        _oneAtATime.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.ForTests)
            log.LimitsAreLifted();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await TryRunAsync(stoppingToken);
                await Task.Delay(readiness.WhyUnsure is null ? options.Period : StartPeriod, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        // The volume is closed after this.
        foreach (var underWay in new[] { _healingUnderWay, _loanSearchUnderWay }.OfType<Task>())
            await underWay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(isAsked: false, cancellationToken);
        }
        catch (StoreException fault)
        {
            log.RoundFailed(fault.Message);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // What nobody expected must not end the node: the next round may find the cause gone.
            log.RoundBroke(fault);
        }
    }

    // Answers whether the next round has something to tell that this one had not.
    private async Task<bool> RoundAsync(bool isAsked, CancellationToken cancellationToken)
    {
        var wasDistrusted = volume.Store.Distrust is not null;
        var introduction = await IntroductionAsync(cancellationToken);
        var views = WithoutStrangers(await PeerViews.GatherAsync(peers, introduction, time, cancellationToken));
        // What the others said of themselves before this catalog was found damaged may not be so any more: they may have found the same.
        if (volume.Store.Distrust is not null && !wasDistrusted)
            return false;
        if (readiness.Fault is not null || !await renewal.ExamineAsync(views, cancellationToken))
            return false;
        await accounts.RunAsync(views, cancellationToken);
        if (introduction.Incarnation != volume.Store.Identity.Incarnation)
            return IsSure;
        var adopted = await catalogs.RunAsync(views, cancellationToken);
        if (!volume.Store.Identity.IsSettled)
            return false;
        // One large part takes hours, to bring it back as to read it, and what else rounds do must not wait for it.
        await Task.WhenAll(Heal(views, adopted, cancellationToken), SearchLoans(cancellationToken))
            .WaitAsync(options.Period, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReturnLoansAsync(views, isAsked, cancellationToken);
        if (views.IsComplete && views.Answered.All(view => view.IsSettled) && (isAsked || IsDue(_cleaned, options.CleanUpPeriod)))
        {
            await cleanUp.RunAsync(peers, cancellationToken);
            _cleaned = time.GetTimestamp();
        }

        return false;
    }

    private async Task ReturnLoansAsync(PeerViews views, bool isAsked, CancellationToken cancellationToken)
    {
        var withReplaced = isAsked || IsDue(_allLoansLookedAt, options.CleanUpPeriod);
        await loans.RunAsync(views, withReplaced, cancellationToken);
        if (withReplaced)
            _allLoansLookedAt = time.GetTimestamp();
    }

    // Answers the healing that it begins; nobody waits again for one that is under way already.
    private Task Heal(PeerViews views, int adopted, CancellationToken cancellationToken)
    {
        _wantsHealing |= adopted > 0;
        _hasComeToHealing = true;
        if (_healingUnderWay is { IsCompleted: false })
            return Task.CompletedTask;
        NoteEnd(_healingUnderWay);
        _healingUnderWay = null;
        // A node that was away at the last attempt may have what was lacking.
        var hasReturned = views.Settled.Any(view => !_healing.Asked.Contains(view.Peer.Number));
        if (!_wantsHealing && _healing.Lacking > 0 && _healing.IsAtEnd && !hasReturned && !IsDue(_healed, options.RetryPeriod))
            return Task.CompletedTask;
        _wantsHealing = false;
        return _healingUnderWay = RunHealingAsync(views, cancellationToken);
    }

    // The same for loans that a lost catalog knew of.
    private Task SearchLoans(CancellationToken cancellationToken)
    {
        if (_loanSearchUnderWay is { IsCompleted: false })
            return Task.CompletedTask;
        NoteEnd(_loanSearchUnderWay);
        return _loanSearchUnderWay = loans.SearchAsync(cancellationToken);
    }

    // One that was cancelled was given up by whoever had asked for it.
    private void NoteEnd(Task? ended)
    {
        if (ended?.Exception?.InnerException is not { } fault)
            return;
        if (fault is PeerException or StoreException)
            log.RoundFailed(fault.Message);
        else
            log.RoundBroke(fault);
    }

    private async Task RunHealingAsync(PeerViews views, CancellationToken cancellationToken)
    {
        _healing = await healing.RunAsync(views, cancellationToken);
        _healed = time.GetTimestamp();
    }

    // Until two others were heard, this node does not know whether its own catalog is up to date, and tells nobody how far it is.
    private bool IsSure => volume.Store is { Identity.IsFounded: true, Distrust: null } && (readiness.IsAlone || readiness.IsVolumeCompared);

    private async Task<Introduce> IntroductionAsync(CancellationToken cancellationToken)
    {
        var identity = volume.Store.Identity;
        var isSure = IsSure;
        return new Introduce(
            Peer.Header, node.Node, identity.Cluster, isSure ? identity.Incarnation : 0, isSure ? await volume.Store.GetSequenceAsync(cancellationToken) : 0);
    }

    // Nothing is to be learnt from nodes of another cluster, nor told to them. It takes two of one other cluster, and none of this one, for the
    // volume to be the wrong one: a single node may say anything.
    private PeerViews WithoutStrangers(PeerViews views)
    {
        if (volume.Store.Identity.Cluster is not { } mine)
            return views;
        var strangers = views.Answered.Where(view => view.Reply.Cluster is { } other && other != mine).ToList();
        var isForeign = !views.Answered.Any(view => view.Reply.Cluster == mine)
            && strangers.GroupBy(view => view.Reply.Cluster).Any(cluster => cluster.Count() >= Witnesses);
        var others = string.Join(" and ", strangers.Select(view => view.Reply.Cluster!.Value.ToString("N")).Distinct());
        if (isForeign && readiness.Fault is null)
            log.VolumeIsForeign(node.Node, mine, others);
        readiness.Fault = isForeign ? $"its volume belongs to cluster {mine:N}, the other nodes to {others}: give it its own volume back" : null;
        foreach (var view in strangers)
            log.PeerFailed(view.Peer.Number, $"it says that its volume belongs to cluster {view.Reply.Cluster:N}");
        return new PeerViews(
            [.. views.Answered.Except(strangers)], [.. views.Faults, .. strangers.Select(view => new PeerException(view.Peer.Number, "belongs to another cluster"))]);
    }

    private bool IsDue(long? last, TimeSpan period) => last is not { } before || time.GetElapsedTime(before) >= period;
}
