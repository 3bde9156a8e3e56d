using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether one who waits gives up when the resource has ended.</summary>
public enum WaitBehavior
{
    /// <summary>Go on waiting: it may be started again.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>Give up.</summary>
    StopOnResourceUnavailable = 1,
}

/// <summary>Knows the state of every resource and tells it to whoever watches.</summary>
public class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = [];
    private readonly List<Channel<ResourceEvent>> _watchers = [];

    internal WaitBehavior DefaultWaitBehavior { get; set; } = WaitBehavior.StopOnResourceUnavailable;

    /// <summary>Changes what is known of a resource.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(stateFactory);
        Publish(resource, stateFactory);
        return Task.CompletedTask;
    }

    /// <summary>What is known of a resource now.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
            return _current.TryGetValue(resourceId, out resourceEvent);
    }

    /// <summary>Gives the present state of every resource, then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var watch = Watch();
        foreach (var known in watch.Known)
            yield return known;
        await foreach (var change in watch.Changes.ReadAllAsync(cancellationToken))
            yield return change;
    }

    /// <summary>Waits until a resource is in a state.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until a resource is in one of the states, and says in which.</summary>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName, change => change.Snapshot.State is { } state && targetStates.Contains(state.Text), cancellationToken);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits until a resource is as wished.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (change.Resource.Name == resourceName && predicate(change))
                return change;
        }
        throw new OperationCanceledException($"Nobody will say any more how {resourceName} is.");
    }

    /// <summary>Waits until a resource runs and all its health checks pass.</summary>
    /// <exception cref="DistributedApplicationException">The resource ended instead, and waiting on was not asked for.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until a resource runs and all its health checks pass.</summary>
    /// <exception cref="DistributedApplicationException">The resource ended instead, and waiting on was not asked for.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName, change => change.Snapshot.HealthStatus == HealthStatus.Healthy || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && HasEnded(change)), cancellationToken);
        return reached.Snapshot.HealthStatus == HealthStatus.Healthy
            ? reached
            : throw new DistributedApplicationException($"{resourceName} is {reached.Snapshot.State?.Text} and will not become healthy: see its log.");
    }

    /// <summary>Begins to watch: what is known now, and a queue of everything that changes from now on.</summary>
    internal Watching Watch()
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        lock (_lock)
        {
            _watchers.Add(channel);
            return new Watching([.. _current.Values], channel.Reader, () =>
            {
                lock (_lock)
                    _watchers.Remove(channel);
            });
        }
    }

    internal CustomResourceSnapshot? Find(string resourceName) => TryGetCurrentState(resourceName, out var known) ? known.Snapshot : null;

    internal void Publish(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_lock)
        {
            var before = _current.TryGetValue(resource.Name, out var known)
                ? known.Snapshot
                : new CustomResourceSnapshot { ResourceType = resource is ParameterResource ? "Parameter" : "Project" };
            var changed = change(before);
            // The dashboard shows no resource at all when one lacks its time.
            var snapshot = changed with { CreationTimeStamp = changed.CreationTimeStamp ?? before.CreationTimeStamp ?? DateTime.UtcNow };
            var after = _current[resource.Name] = new ResourceEvent(resource, resource.Name, snapshot);
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(after);
        }
    }

    private static bool HasEnded(ResourceEvent change) =>
        change.Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);

    internal sealed record Watching(IReadOnlyList<ResourceEvent> Known, ChannelReader<ResourceEvent> Changes, Action End) : IDisposable
    {
        public void Dispose() => End();
    }
}
