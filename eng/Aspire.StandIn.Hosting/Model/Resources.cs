namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something the AppHost names: a project that runs, or a parameter.</summary>
public interface IResource
{
    /// <summary>The name, unique in one AppHost.</summary>
    string Name { get; }
}

/// <summary>A resource whose environment can be set.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that takes command line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that others can connect to.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that can wait for others.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>Anything that says more about a resource.</summary>
public interface IResourceAnnotation;

/// <summary>A resource with a name.</summary>
/// <param name="name">The name, unique in one AppHost.</param>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc/>
    public string Name { get; } = name;

    internal CustomResourceSnapshot? InitialSnapshot { get; set; }

    internal List<Func<InitializeResourceEvent, CancellationToken, Task>> Initializers { get; } = [];
}

/// <summary>A .NET project that runs as a process of its own.</summary>
/// <param name="name">The name, unique in one AppHost.</param>
public class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    internal IProjectMetadata Project { get; init; } = null!;

    internal List<string> Arguments { get; } = [];

    internal List<EndpointAnnotation> Endpoints { get; } = [];

    internal List<EnvironmentEntry> Environment { get; } = [];

    internal List<ProjectResource> References { get; } = [];

    internal List<IResource> ConnectionSources { get; } = [];

    internal List<Wait> Waits { get; } = [];

    internal List<HttpHealthCheck> HealthChecks { get; } = [];

    internal List<string> HealthCheckKeys { get; } = [];

    internal List<HttpCommand> Commands { get; } = [];
}

/// <summary>One environment variable of a resource, its value known only when the resource starts.</summary>
internal sealed record EnvironmentEntry(string Name, Func<string> Value, bool Secret = false);

/// <summary>Something a resource waits for: another one being healthy or, with an exit code, being done.</summary>
internal sealed record Wait(IResource For, int? ExitCode);

/// <summary>A resource is healthy when this answers with this status.</summary>
internal sealed record HttpHealthCheck(string Path, int StatusCode, string EndpointName);
