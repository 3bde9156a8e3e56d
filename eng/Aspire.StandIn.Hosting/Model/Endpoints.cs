using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A place where a resource listens. There are no proxies here: what a resource listens on is what others see.</summary>
/// <param name="name">The endpoint's name, unique in its resource.</param>
/// <param name="uriScheme">The scheme of its address.</param>
public sealed class EndpointAnnotation(string name, string uriScheme) : IResourceAnnotation
{
    /// <summary>The endpoint's name, unique in its resource.</summary>
    public string Name { get; } = name;

    /// <summary>The scheme of its address.</summary>
    public string UriScheme { get; } = uriScheme;

    /// <summary>The TCP port, or null until one has been picked.</summary>
    public int? Port { get; internal set; }

    internal string? PortVariable { get; set; }

    internal bool IsHttp => UriScheme is "http" or "https";

    internal string Url => Port is { } port
        ? string.Create(CultureInfo.InvariantCulture, $"{UriScheme}://localhost:{port}")
        : throw new InvalidOperationException($"The endpoint {Name} has no port yet: it gets one when the application starts.");
}

/// <summary>An endpoint seen from elsewhere.</summary>
public sealed class EndpointReference : IExpressionValue
{
    private readonly ProjectResource _owner;

    internal EndpointReference(ProjectResource owner, string endpointName)
    {
        _owner = owner;
        EndpointName = endpointName;
    }

    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource => _owner;

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>Scheme, host and port.</summary>
    /// <exception cref="InvalidOperationException">There is no such endpoint, or the application has not started.</exception>
    public string Url => Find().Url;

    string IManifestExpressionProvider.ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    /// <summary>The address.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(Url);

    /// <summary>A part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    internal EndpointAnnotation Find() => _owner.Endpoints.Find(endpoint => endpoint.Name == EndpointName)
        ?? throw new InvalidOperationException($"The resource {_owner.Name} has no endpoint {EndpointName}.");
}
