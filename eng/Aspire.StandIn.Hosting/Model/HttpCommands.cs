namespace Aspire.Hosting.ApplicationModel;

/// <summary>More about a command.</summary>
public class CommandOptions
{
    /// <summary>What the command does, for people.</summary>
    public string? Description { get; set; }

    /// <summary>The name of a Fluent UI icon.</summary>
    public string? IconName { get; set; }

    /// <summary>Whether the command has a button of its own instead of a place in a menu.</summary>
    public bool IsHighlighted { get; set; }
}

/// <summary>More about a command that is a request over HTTP.</summary>
public class HttpCommandOptions : CommandOptions
{
    /// <summary>The method; POST when left out.</summary>
    public HttpMethod? Method { get; set; }

    /// <summary>Says more in the request before it is sent.</summary>
    public Func<HttpCommandRequestContext, Task>? PrepareRequest { get; set; }

    /// <summary>Makes of the answer what the command's result is; success or failure by its status when left out.</summary>
    public Func<HttpCommandResultContext, Task<ExecuteCommandResult>>? GetCommandResult { get; set; }
}

/// <summary>A command's request, before it is sent.</summary>
public sealed class HttpCommandRequestContext
{
    /// <summary>The resource that the command is for.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Where the request goes.</summary>
    public required EndpointReference Endpoint { get; init; }

    /// <summary>Gives up.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>What sends the request.</summary>
    public required HttpClient HttpClient { get; init; }

    /// <summary>The request.</summary>
    public required HttpRequestMessage Request { get; init; }
}

/// <summary>A command's answer.</summary>
public sealed class HttpCommandResultContext
{
    /// <summary>The resource that the command is for.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Where the request went.</summary>
    public required EndpointReference Endpoint { get; init; }

    /// <summary>Gives up.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>What sent the request.</summary>
    public required HttpClient HttpClient { get; init; }

    /// <summary>The answer.</summary>
    public required HttpResponseMessage Response { get; init; }
}

/// <summary>A command of a resource: a request to one of its endpoints.</summary>
internal sealed record HttpCommand(string Name, string DisplayName, string Path, EndpointReference Endpoint, HttpCommandOptions Options);
