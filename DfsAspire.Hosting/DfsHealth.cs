using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Shows in the dashboard what a program says of its own health: the status, and the reason in its words.</summary>
internal sealed class DfsHealth(EndpointReference endpoint) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly HttpClient _client = new() { Timeout = Patience };

    /// <summary>Makes the resource as healthy as its program says at <c>/health</c>.</summary>
    public static IResourceBuilder<ProjectResource> AddTo(IResourceBuilder<ProjectResource> program)
    {
        var key = $"{program.Resource.Name}_health";
        var endpoint = program.GetEndpoint("http");
        program.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, _ => new DfsHealth(endpoint), failureStatus: null, tags: null));
        return program.WithHealthCheck(key);
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(new Uri(endpoint.Url), "/health"), cancellationToken);
            return Read(await answer.Content.ReadAsStringAsync(cancellationToken), string.Create(CultureInfo.InvariantCulture, $"/health answered {(int)answer.StatusCode}"));
        }
        catch (Exception fault) when (fault is HttpRequestException or InvalidOperationException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy("It does not answer.", fault);
        }
    }

    // The status in the first line, and below it who says what.
    private static HealthCheckResult Read(string text, string otherwise)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var why = lines.Length > 1 ? string.Join(' ', lines[1..]) : otherwise;
        return Enum.TryParse<HealthStatus>(lines.FirstOrDefault(), out var status) ? new HealthCheckResult(status, why) : HealthCheckResult.Unhealthy(otherwise);
    }
}
