using DfsAspire.Node.Accounts;
using DfsAspire.Node.Certificates;
using DfsAspire.Node.Health;
using DfsAspire.Node.Sessions;
using DfsAspire.Protocol.Authentication;
using DfsAspire.ServiceDefaults.Admission;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DfsAspire.Node.Hosting;

/// <summary>Makes a web application into a storage node.</summary>
internal static class NodeHosting
{
    private const int PipeBytes = 1024 * 1024;

    // A node keeps some eight idle ones and uses as many at once; those of a life that ended with its power may still stand open.
    private const int MostOfProgram = 100;

    public static WebApplicationBuilder AddNode(this WebApplicationBuilder builder, NodeOptions options)
    {
        var services = builder.Services;
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Volume>();
        services.AddHostedService(provider => provider.GetRequiredService<Volume>());
        services.AddSingleton<NodeCertificate>();
        services.AddHostedService(provider => provider.GetRequiredService<NodeCertificate>());
        services.AddHostedService<VolumeWatch>();
        services.AddSingleton<LogIns>();
        services.AddSingleton<LogInPace>();
        services.AddSingleton<NodeMetrics>();
        services.AddHostedService(provider => provider.GetRequiredService<NodeMetrics>());
        services.AddSingleton<ClientWork>();
        services.AddSingleton<NodeServices>();
        services.AddSingleton(new DoorLimits(options.MaxStrangers, options.MaxConnections, options.MaxConnectionsPerUser, MostOfProgram));
        services.AddSingleton<Doorkeeper>();
        services.AddSingleton<DfsConnectionHandler>();
        services.AddSingleton<TlsDoor>();
        services.AddNodeHealth();
        builder.AddRepair(options);
        builder.Listen(options);
        return builder;
    }

    private static void Listen(this WebApplicationBuilder builder, NodeOptions options)
    {
        var endpoint = new NodeEndpoint();
        builder.Services.AddSingleton(endpoint);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, BlockPoolFactory>();
        builder.Services.Configure<SocketTransportOptions>(transport =>
        {
            transport.MaxReadBufferSize = PipeBytes;
            transport.MaxWriteBufferSize = PipeBytes;
        });
        builder.MoveUrls();
        builder.WebHost.ConfigureKestrel(kestrel => endpoint.Declare(kestrel, options));
    }

    // Kestrel ignores the setting "urls" (ASPNETCORE_URLS) as soon as one endpoint is declared in code; those of its own
    // configuration section stand beside it.
    private static void MoveUrls(this WebApplicationBuilder builder)
    {
        var urls = builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? "";
        builder.Configuration.AddInMemoryCollection(urls
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select((url, index) => KeyValuePair.Create<string, string?>($"Kestrel:Endpoints:Http{index}:Url", url)));
        // An empty setting would make the host fall back to the environment's, and Kestrel warn that it is ignored.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, ";");
    }
}
