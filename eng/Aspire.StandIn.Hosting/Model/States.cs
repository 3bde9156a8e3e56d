using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states a resource goes through.</summary>
public static class KnownResourceStates
{
    /// <summary>It was never started.</summary>
    public static readonly string NotStarted = "NotStarted";

    /// <summary>It waits for others.</summary>
    public static readonly string Waiting = "Waiting";

    /// <summary>It is being started.</summary>
    public static readonly string Starting = "Starting";

    /// <summary>It runs.</summary>
    public static readonly string Running = "Running";

    /// <summary>It could not be started.</summary>
    public static readonly string FailedToStart = "FailedToStart";

    /// <summary>It has been asked to end.</summary>
    public static readonly string Stopping = "Stopping";

    /// <summary>It was ended by force.</summary>
    public static readonly string Exited = "Exited";

    /// <summary>It ran to its end; the exit code tells how.</summary>
    public static readonly string Finished = "Finished";

    /// <summary>The states that a resource leaves only when it is started again.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>The commands that every project resource knows.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts a resource that does not run.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops a resource.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops a resource and starts it again.</summary>
    public static readonly string RestartCommand = "restart";
}

/// <summary>A state as shown to people.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/>.</param>
/// <param name="Style">How it is shown: success, error, or null.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a style.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new ResourceStateSnapshot(s, null);
}

/// <summary>Something worth knowing of a resource.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value);

/// <summary>What one health check said last.</summary>
/// <param name="Name">The check.</param>
/// <param name="Status">What it said, or null before its first run.</param>
/// <param name="Description">More about it.</param>
/// <param name="ExceptionText">The exception it met.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When it ran.</summary>
    public DateTime? LastRunAt { get; init; }
}

/// <summary>All that is known of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>Project, Parameter, or what a resource calls itself.</summary>
    public required string ResourceType { get; init; }

    /// <summary>What else is worth knowing.</summary>
    public ImmutableArray<ResourcePropertySnapshot> Properties { get; init; } = [];

    /// <summary>The state.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>How the last run ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When the application was built.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When the last run began.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When the last run ended.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>What the health checks said last.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>The worst of what the health checks say; null unless the resource runs.</summary>
    public HealthStatus? HealthStatus => State?.Text != KnownResourceStates.Running
        ? null
        : HealthReports.Select(report => report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy)
            .DefaultIfEmpty(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy).Min();

    internal int? ProcessId { get; init; }

    internal ImmutableArray<EnvironmentValue> Environment { get; init; } = [];

    internal ImmutableArray<string> Arguments { get; init; } = [];
}

/// <summary>An environment variable a program was started with.</summary>
internal sealed record EnvironmentValue(string Name, string Value, bool Secret);

/// <summary>A change of a resource.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">Its id: the name, as there is one of each.</param>
/// <param name="snapshot">What it has become.</param>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Its id.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What it has become.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
