using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says more about a resource.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Adds arguments to the command line.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args) where T : IResourceWithArgs
    {
        Project(builder).Arguments.AddRange(args);
        return builder;
    }

    /// <summary>Sets an environment variable.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value) where T : IResourceWithEnvironment
    {
        Project(builder).Environment.Add(new EnvironmentEntry(name, () => value ?? ""));
        return builder;
    }

    /// <summary>Sets an environment variable to a parameter's value.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(parameter);
        Project(builder).Environment.Add(new EnvironmentEntry(name, () => parameter.Resource.Current, parameter.Resource.Secret));
        return builder;
    }

    /// <summary>Sets an environment variable to what is known when the resource starts.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, Func<string> callback) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(callback);
        Project(builder).Environment.Add(new EnvironmentEntry(name, callback));
        return builder;
    }

    /// <summary>Sets an environment variable to text with values in it that are known when the resource starts.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(value);
        Project(builder).Environment.Add(new EnvironmentEntry(name, () => Known(value.GetValueAsync(CancellationToken.None)) ?? "", HasSecret(value)));
        return builder;
    }

    /// <summary>Sets an environment variable to an endpoint's address.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(endpointReference);
        Project(builder).Environment.Add(new EnvironmentEntry(name, () => endpointReference.Url));
        return builder;
    }

    /// <summary>Adds an endpoint; without a port, a free one is picked when the application starts.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port that others see.</param>
    /// <param name="targetPort">The port that the resource listens on: here the same one.</param>
    /// <param name="scheme">The scheme of the address.</param>
    /// <param name="name">The endpoint's name; the scheme when left out.</param>
    /// <param name="env">The environment variable that tells the resource its port.</param>
    /// <param name="isProxied">Of no consequence: nothing is proxied here.</param>
    /// <param name="isExternal">Of no consequence: everything listens on this machine only.</param>
    /// <param name="protocol">TCP, the only one.</param>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? scheme = null, string? name = null, string? env = null,
        bool? isProxied = null, bool? isExternal = null, ProtocolType? protocol = null) where T : IResourceWithEndpoints
    {
        _ = isProxied;
        _ = isExternal;
        if (protocol is not (null or ProtocolType.Tcp))
            throw new DistributedApplicationException($"The endpoint {name} asks for {protocol}; the stand-in for Aspire knows TCP only.");
        var project = Project(builder);
        var endpoint = new EndpointAnnotation(name ?? scheme ?? "tcp", scheme ?? "tcp") { Port = port ?? targetPort, PortVariable = env };
        if (project.Endpoints.Exists(other => other.Name == endpoint.Name))
            throw new DistributedApplicationException($"{project.Name} has two endpoints named {endpoint.Name}.");
        project.Endpoints.Add(endpoint);
        return builder;
    }

    /// <summary>Adds an http endpoint, named <c>http</c> unless said otherwise.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints =>
        builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>The resource is healthy when this path of its http endpoint answers with this status (200 when left out).</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null) where T : IResourceWithEndpoints
    {
        Project(builder).HealthChecks.Add(new HttpHealthCheck(path ?? "/", statusCode ?? 200, endpointName ?? "http"));
        return builder;
    }

    /// <summary>The resource is healthy when this check of the AppHost's own services says so.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key) where T : IResource
    {
        Project(builder).HealthCheckKeys.Add(key);
        return builder;
    }

    /// <summary>Adds a command that is a request to the resource; it succeeds when the answer's status does.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">Where the request goes.</param>
    /// <param name="displayName">What people see.</param>
    /// <param name="endpointName">The endpoint; <c>http</c> when left out.</param>
    /// <param name="commandName">The command's name, unique in its resource.</param>
    /// <param name="commandOptions">More about it.</param>
    public static IResourceBuilder<TResource> WithHttpCommand<TResource>(
        this IResourceBuilder<TResource> builder, string path, string displayName, string? endpointName = null, string? commandName = null,
        HttpCommandOptions? commandOptions = null) where TResource : IResourceWithEndpoints
    {
        var (project, options) = (Project(builder), commandOptions ?? new HttpCommandOptions());
        var endpoint = new EndpointReference(project, endpointName ?? "http");
        var name = commandName ?? $"{project.Name}-{endpoint.EndpointName}-http-{(options.Method ?? HttpMethod.Post).Method.ToLowerInvariant()}-{path}";
        project.Commands.RemoveAll(other => other.Name == name);
        project.Commands.Add(new HttpCommand(name, displayName, path, endpoint, options));
        return builder;
    }

    /// <summary>An endpoint, for use elsewhere.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name) where T : IResourceWithEndpoints =>
        new(Project(builder), name);

    /// <summary>Lets a resource find another one's endpoints by its name.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source) where TDestination : IResourceWithEnvironment
    {
        Project(builder).References.Add(Project(source));
        return builder;
    }

    /// <summary>Gives a resource the connection string of another one, as <c>ConnectionStrings__NAME</c>.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="source">The other one.</param>
    /// <param name="connectionName">The name of the connection string; the other one's when left out.</param>
    /// <param name="optional">Whether there may be none.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(source);
        var resource = source.Resource;
        Project(builder).ConnectionSources.Add(resource);
        Project(builder).Environment.Add(new EnvironmentEntry(
            $"ConnectionStrings__{connectionName ?? resource.Name}",
            () => Known(resource.GetConnectionStringAsync()) ?? (optional ? "" : throw new DistributedApplicationException($"{resource.Name} has no connection string.")),
            HasSecret(resource.ConnectionStringExpression)));
        return builder;
    }

    /// <summary>Starts a resource only when another one is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency) where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(dependency);
        Project(builder).Waits.Add(new Wait(dependency.Resource, null));
        return builder;
    }

    /// <summary>Starts a resource only when another one has run to its end.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(dependency);
        Project(builder).Waits.Add(new Wait(dependency.Resource, exitCode));
        return builder;
    }

    internal static IEnumerable<(string Name, string Value)> DiscoveryVariables(ProjectResource source)
    {
        foreach (var endpoint in source.Endpoints)
        {
            var key = endpoint.IsHttp && endpoint.Name is "http" or "https" ? endpoint.UriScheme : endpoint.Name;
            yield return (string.Create(CultureInfo.InvariantCulture, $"services__{source.Name}__{key}__0"), endpoint.Url);
            yield return ($"{source.Name}_{endpoint.Name}".ToUpperInvariant().Replace('-', '_'), endpoint.Url);
        }
    }

    // All values are at hand here: nothing is waited for.
    private static string? Known(ValueTask<string?> value) => value.AsTask().GetAwaiter().GetResult();

    private static bool HasSecret(IValueWithReferences value) => value.References.Any(one => one is ParameterResource { Secret: true });

    private static ProjectResource Project<T>(IResourceBuilder<T> builder) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Resource as ProjectResource
            ?? throw new DistributedApplicationException($"{builder.Resource.Name} is not a project; the stand-in for Aspire can do this for projects only.");
    }
}
