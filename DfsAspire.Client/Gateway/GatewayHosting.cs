using DfsAspire.Client.Gateway.Api;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.Web;
using DfsAspire.Client.Gateway.WebDav;
using DfsAspire.Client.Gateway.WebDav.Locks;
using DfsAspire.ServiceDefaults.Admission;

namespace DfsAspire.Client.Gateway;

/// <summary>Puts the gateway into the worker's web application.</summary>
internal static class GatewayHosting
{
    // Far above what a team opens, far below what exhausts a process.
    private static readonly DoorLimits Limits = new(Strangers: 250, Users: 1_000, OfUser: 250, OfProgram: 1_000);

    // What a browser has open at once to one site over HTTP/1.1, and some.
    private const int MostRequestsOfConnection = 16;

    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = MostRequestsOfConnection;
            kestrel.ConfigureEndpointDefaults(listen =>
            {
                var doorkeeper = listen.ApplicationServices.GetRequiredService<Doorkeeper>();
                listen.Use(next => connection => doorkeeper.ServeAsync(connection, next));
            });
        });
        builder.Services.AddSingleton(Limits);
        builder.Services.AddSingleton<Doorkeeper>();
        builder.Services.AddSingleton<GatewaySessions>();
        builder.Services.AddHostedService(services => services.GetRequiredService<GatewaySessions>());
        builder.Services.AddSingleton<LockTable>();
        builder.Services.AddSingleton<PathGates>();
        builder.Services.AddSingleton<UploadRoom>();
        builder.Services.AddSingleton<DownloadRoom>();
        builder.Services.AddSingleton<GatewayParts>();
        builder.Services.AddSingleton<DavEndpoint>();
        builder.Services.AddSingleton<WebSessions>();
        builder.Services.AddSingleton<AccountMethods>();
        builder.Services.AddSingleton<WebEndpoint>();
        builder.Services.AddSingleton<ApiEndpoint>();
        return builder;
    }

    public static WebApplication MapGateway(this WebApplication app)
    {
        Map(path => path.StartsWithSegments(DavUrl.Root, StringComparison.Ordinal), "WebDAV", context => context.RequestServices.GetRequiredService<DavEndpoint>().RunAsync(context));
        Map(path => path.StartsWithSegments(ApiRoutes.Root, StringComparison.Ordinal), "the REST API", context => context.RequestServices.GetRequiredService<ApiEndpoint>().RunAsync(context));
        Map(WebRoutes.Contain, "the page", context => context.RequestServices.GetRequiredService<WebEndpoint>().RunAsync(context));
        return app;

        void Map(Func<PathString, bool> isBelow, string door, RequestDelegate answer) => app.MapWhen(context => isBelow(context.Request.Path), branch => branch.Run(context =>
        {
            RequestSpan.Name(context, door);
            return answer(context);
        }));
    }
}
