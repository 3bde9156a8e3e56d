using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;
using Google.Protobuf.WellKnownTypes;
using Checked = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;

namespace Aspire.Hosting.Dashboard;

/// <summary>Says a resource's state in the dashboard's words.</summary>
/// <param name="suffix">Tells one run of the AppHost from the next: the dashboard joins resource and telemetry by it.</param>
internal sealed class WireResource(string suffix)
{
    /// <summary>What resources call themselves in telemetry, besides their name.</summary>
    public string Instance => suffix;

    /// <summary>The id under which the dashboard knows a resource.</summary>
    public string Id(IResource resource) => resource is ProjectResource ? $"{resource.Name}-{suffix}" : resource.Name;

    public Wire.Resource Describe(ResourceEvent change)
    {
        var (resource, snapshot) = (change.Resource, change.Snapshot);
        var wire = new Wire.Resource
        {
            Name = Id(resource),
            Uid = Id(resource),
            DisplayName = resource.Name,
            ResourceType = snapshot.ResourceType,
        };
        if (snapshot.State is { } state)
            wire.State = state.Text;
        if (snapshot.State?.Style is { } style)
            wire.StateStyle = style;
        if (Time(snapshot.CreationTimeStamp) is { } created)
            wire.CreatedAt = created;
        if (Time(snapshot.StartTimeStamp) is { } started)
            wire.StartedAt = started;
        if (Time(snapshot.StopTimeStamp) is { } stopped)
            wire.StoppedAt = stopped;
        if (resource is ProjectResource project)
            Describe(wire, project, snapshot);
        else if (resource is ParameterResource parameter && snapshot.State?.Text == KnownResourceStates.Running)
            wire.Properties.Add(new ResourceProperty { Name = "Value", Value = Value.ForString(parameter.Current), IsSensitive = parameter.Secret });
        return wire;
    }

    private static void Describe(Wire.Resource wire, ProjectResource project, CustomResourceSnapshot snapshot)
    {
        var runs = snapshot.State?.Text == KnownResourceStates.Running;
        Property(wire, "project.path", project.Project.ProjectPath);
        Property(wire, "executable.path", project.Project.TargetPath);
        Property(wire, "executable.workDir", Path.GetDirectoryName(project.Project.ProjectPath));
        Property(wire, "executable.pid", snapshot.ProcessId?.ToString(CultureInfo.InvariantCulture));
        Property(wire, "resource.exitCode", snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture));
        if (!snapshot.Arguments.IsEmpty)
            wire.Properties.Add(new ResourceProperty { Name = "resource.appArgs", Value = Value.ForList([.. snapshot.Arguments.Select(Value.ForString)]) });

        // Secrets are the parameters' own; here a reader sees which variable carries one, not what it is.
        wire.Environment.AddRange(snapshot.Environment.Select(variable =>
            new EnvironmentVariable { Name = variable.Name, Value = variable.Secret ? "(secret)" : variable.Value, IsFromSpec = true }));
        wire.Urls.AddRange(project.Endpoints.Where(endpoint => endpoint.Port is not null).Select(endpoint =>
            new Url { EndpointName = endpoint.Name, FullUrl = endpoint.Url, IsInactive = !runs, DisplayProperties = new UrlDisplayProperties() }));
        wire.Relationships.AddRange(project.Waits.Select(wait => Relation(wait.For, "WaitFor")));
        wire.Relationships.AddRange(project.References.Select(reference => Relation(reference, "Reference")));
        wire.Relationships.AddRange(project.ConnectionSources.Select(source => Relation(source, "Reference")));
        wire.Commands.AddRange(ResourceCommands.Of(project, snapshot));
        foreach (var report in snapshot.HealthReports)
            wire.HealthReports.Add(Health(report));
    }

    private static ResourceRelationship Relation(IResource other, string type) => new() { ResourceName = other.Name, Type = type };

    private static HealthReport Health(HealthReportSnapshot report)
    {
        var wire = new HealthReport { Key = report.Name, Description = report.Description ?? "", Exception = report.ExceptionText ?? "" };
        if (report.Status is { } status)
        {
            wire.Status = status switch
            {
                Checked.Healthy => HealthStatus.Healthy,
                Checked.Degraded => HealthStatus.Degraded,
                _ => HealthStatus.Unhealthy,
            };
        }
        if (Time(report.LastRunAt) is { } ran)
            wire.LastRunAt = ran;
        return wire;
    }

    private static void Property(Wire.Resource wire, string name, string? value)
    {
        if (value is not null)
            wire.Properties.Add(new ResourceProperty { Name = name, Value = Value.ForString(value) });
    }

    private static Timestamp? Time(DateTime? time) => time is { } known ? Timestamp.FromDateTime(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : null;
}
