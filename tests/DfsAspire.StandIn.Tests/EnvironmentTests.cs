using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace DfsAspire.StandIn.Tests;

/// <summary>A resource is told what Aspire would tell it, under the same names.</summary>
public sealed class EnvironmentTests
{
    [Fact]
    public void A_referenced_endpoint_is_found_by_its_name_and_http_by_its_scheme()
    {
        var values = Environment(out _);
        Assert.Equal("tcp://localhost:12001", values["services__node1__dfs__0"]);
        Assert.Equal("tcp://localhost:12001", values["NODE1_DFS"]);
        Assert.Equal("http://localhost:12002", values["services__node1__http__0"]);
        Assert.Equal("http://localhost:12002", values["NODE1_HTTP"]);
    }

    [Fact]
    public void The_owner_of_an_endpoint_gets_its_bare_port_and_listens_for_http_where_it_is_told()
    {
        Environment(out var node);
        var values = Own(node);
        Assert.Equal("12001", values["Dfs__Port"]);
        Assert.Equal("http://localhost:12002", values["ASPNETCORE_URLS"]);
    }

    [Fact]
    public void Telemetry_goes_where_the_launch_settings_say_and_bears_the_resources_name()
    {
        var values = Environment(out _);
        Assert.Equal("http://localhost:4317", values["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("grpc", values["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("client", values["OTEL_SERVICE_NAME"]);
        Assert.Equal("service.instance.id=abcdefgh", values["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal("1000", values["OTEL_BSP_SCHEDULE_DELAY"]);
        Assert.Equal("always_on", values["OTEL_TRACES_SAMPLER"]);
    }

    [Fact]
    public void A_reference_gives_a_connection_string_with_escaped_values_and_hides_it_from_the_dashboard()
    {
        var builder = new DistributedApplicationBuilder(new DistributedApplicationOptions { Args = ["--Parameters:password=a;b c"], DisableDashboard = true }, null);
        var node = builder.AddProject<SomeProject>("node1").WithEndpoint(port: 12001, scheme: "tcp", name: "dfs", env: "Dfs__Port", isProxied: false);
        var store = builder.AddResource(new SomeStore("dfs", ReferenceExpression.Create(
            $"Nodes={node.GetEndpoint("dfs").Property(EndpointProperty.HostAndPort)};User={"alice"};Password={builder.AddParameter("password", secret: true).Resource:uri}")));
        var program = builder.AddProject<SomeProject>("program").WithReference(store).WithReference(store, connectionName: "other").Resource;

        var values = Own(program);

        Assert.Equal("Nodes=localhost:12001;User=alice;Password=a%3Bb%20c", values["ConnectionStrings__dfs"]);
        Assert.Equal(values["ConnectionStrings__dfs"], values["ConnectionStrings__other"]);
        Assert.All(program.Environment, entry => Assert.True(entry.Secret));
    }

    [Fact]
    public void A_parameter_without_a_value_says_how_to_give_it_one()
    {
        var builder = new DistributedApplicationBuilder(new DistributedApplicationOptions { Args = [], DisableDashboard = true }, null);
        var parameter = builder.AddParameter("admin-secret", secret: true);
        var refused = Assert.Throws<DistributedApplicationException>(() => parameter.Resource.Current);
        Assert.Contains("Parameters__admin-secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_resources_of_one_name_are_refused()
    {
        var builder = new DistributedApplicationBuilder(new DistributedApplicationOptions { Args = [], DisableDashboard = true }, null);
        builder.AddProject<SomeProject>("node1");
        Assert.Throws<DistributedApplicationException>(() => builder.AddProject<SomeProject>("Node1"));
    }

    private static Dictionary<string, string> Environment(out ProjectResource node)
    {
        var builder = new DistributedApplicationBuilder(new DistributedApplicationOptions { Args = [], DisableDashboard = true }, null);
        var node1 = builder.AddProject<SomeProject>("node1")
            .WithEndpoint(port: 12001, scheme: "tcp", name: "dfs", env: "Dfs__Port", isProxied: false)
            .WithHttpEndpoint(port: 12002, isProxied: false);
        node = node1.Resource;
        return Own(builder.AddProject<SomeProject>("client").WithReference(node1).Resource);
    }

    private static Dictionary<string, string> Own(ProjectResource project)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:4317" }).Build();
        var settings = DashboardSettings.From(configuration, enabled: false, new PortPicker());
        return ChildProgram.Own(project, settings, "abcdefgh").ToDictionary(value => value.Name, value => value.Value);
    }

    private sealed class SomeStore(string name, ReferenceExpression connectionString) : Resource(name), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression => connectionString;
    }

    private sealed class SomeProject : IProjectMetadata
    {
        public string ProjectPath => "/somewhere/Some.csproj";

        public string TargetPath => "/somewhere/bin/Some.dll";
    }
}
