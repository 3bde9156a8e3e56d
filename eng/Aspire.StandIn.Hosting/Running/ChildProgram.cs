using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.StandIn.Guard;

namespace Aspire.Hosting.Running;

/// <summary>How a project resource is started: program, arguments, and an environment as Aspire would give it.</summary>
internal static class ChildProgram
{
    // What the AppHost was told about itself must not be taken by a resource as meant for it.
    private static readonly string[] NotInherited =
        ["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPNETCORE_URLS", "DOTNET_URLS", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS"];

    public static GuardOrder Describe(ProjectResource project, ImmutableArray<EnvironmentValue> own)
    {
        var assembly = project.Project.TargetPath;
        var program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        var hasProgram = program != assembly && File.Exists(program);
        return new GuardOrder(OrderKind.Start, "")
        {
            File = hasProgram ? program : DotnetHost.Path,
            Arguments = hasProgram ? project.Arguments : ["exec", assembly, .. project.Arguments],
            Directory = Path.GetDirectoryName(project.Project.ProjectPath)!,
            Environment = Inherit(own.Select(value => (value.Name, value.Value))),
        };
    }

    /// <summary>This process's environment, without what is meant for it alone, with what is said here.</summary>
    public static Dictionary<string, string> Inherit(IEnumerable<(string Name, string Value)> own)
    {
        var all = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry inherited in Environment.GetEnvironmentVariables())
            all[(string)inherited.Key] = (string?)inherited.Value ?? "";
        foreach (var name in NotInherited)
            all.Remove(name);
        all["DOTNET_ROOT"] = DotnetHost.Root;
        foreach (var (name, value) in own)
            all[name] = value;
        return all;
    }

    /// <summary>What a resource gets besides what it inherits.</summary>
    /// <exception cref="DistributedApplicationException">A parameter has no value.</exception>
    public static ImmutableArray<EnvironmentValue> Own(ProjectResource project, DashboardSettings dashboard, string instance)
    {
        var values = new List<EnvironmentValue>();
        void Add(string name, string value, bool secret = false) => values.Add(new EnvironmentValue(name, value, secret));

        if (dashboard.OtlpUrl is { } otlp)
        {
            Add("OTEL_EXPORTER_OTLP_ENDPOINT", otlp);
            Add("OTEL_EXPORTER_OTLP_PROTOCOL", dashboard.OtlpProtocol);
            if (dashboard.OtlpKey is { } key)
                Add("OTEL_EXPORTER_OTLP_HEADERS", $"x-otlp-api-key={key}", secret: true);
        }
        Add("OTEL_RESOURCE_ATTRIBUTES", $"service.instance.id={instance}");
        Add("OTEL_SERVICE_NAME", project.Name);
        foreach (var delay in (string[])["OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL"])
            Add(delay, "1000");
        Add("OTEL_TRACES_SAMPLER", "always_on");
        Add("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based");
        Add("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory");
        Add("LOGGING__CONSOLE__FORMATTERNAME", "simple");
        Add("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "true");

        var urls = project.Endpoints.Where(endpoint => endpoint.IsHttp && endpoint.PortVariable is null).Select(endpoint => endpoint.Url).ToArray();
        if (urls.Length > 0)
            Add("ASPNETCORE_URLS", string.Join(';', urls));
        foreach (var endpoint in project.Endpoints.Where(endpoint => endpoint.PortVariable is not null))
            Add(endpoint.PortVariable!, endpoint.Port!.Value.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in project.References.SelectMany(ResourceBuilderExtensions.DiscoveryVariables))
            Add(name, value);
        foreach (var entry in project.Environment)
            Add(entry.Name, entry.Value(), entry.Secret);
        return [.. values];
    }
}
