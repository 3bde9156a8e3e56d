using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>Finds the resources of a started application.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>The address of an endpoint.</summary>
    /// <param name="app">The application, started.</param>
    /// <param name="resourceName">The resource.</param>
    /// <param name="endpointName">The endpoint; when left out, https or http or the only one.</param>
    /// <exception cref="ArgumentException">There is no such resource or endpoint.</exception>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var project = app.Services.GetRequiredService<Orchestrator>().Find(resourceName)?.Project
            ?? throw new ArgumentException($"There is no resource {resourceName} with endpoints.", nameof(resourceName));
        var endpoint = endpointName is null
            ? project.Endpoints.Find(one => one.Name == "https") ?? project.Endpoints.Find(one => one.Name == "http") ?? project.Endpoints.SingleOrDefault()
            : project.Endpoints.Find(one => one.Name == endpointName);
        return new Uri((endpoint ?? throw new ArgumentException($"{resourceName} has no endpoint {endpointName}.", nameof(endpointName))).Url);
    }

    /// <summary>The connection string of a resource.</summary>
    /// <exception cref="ArgumentException">There is no such resource, or it has none.</exception>
    public static ValueTask<string?> GetConnectionStringAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        var resource = app.Services.GetRequiredService<Orchestrator>().Resources.FirstOrDefault(one => string.Equals(one.Name, resourceName, StringComparison.OrdinalIgnoreCase));
        return resource is IResourceWithConnectionString reached
            ? reached.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException($"There is no resource {resourceName} with a connection string.", nameof(resourceName));
    }

    /// <summary>An HTTP client for a resource.</summary>
    /// <exception cref="ArgumentException">There is no such resource or endpoint.</exception>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = app.GetEndpoint(resourceName, endpointName);
        return client;
    }
}
