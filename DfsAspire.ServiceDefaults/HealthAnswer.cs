using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DfsAspire.ServiceDefaults;

/// <summary>What a health endpoint answers: the status in a line of its own, and below it why, for people and for whoever shows it to them.</summary>
public static class HealthAnswer
{
    /// <summary>The status, and the words of every check that has some.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report) => WriteAsync(
        context, report.Status + string.Concat(report.Entries.Where(entry => entry.Value.Description is not null).Select(entry => $"\n{entry.Key}: {entry.Value.Description}")));

    /// <summary>The status alone: what stands behind it is nobody's business whom the service does not know.</summary>
    public static Task WriteStatusAsync(HttpContext context, HealthReport report) => WriteAsync(context, report.Status.ToString());

    private static Task WriteAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
