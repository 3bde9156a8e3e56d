using DfsAspire.Node.Accounts;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Sessions;

namespace DfsAspire.Node.Hosting;

/// <summary>Adds what makes a node whole again by itself.</summary>
internal static class RepairHosting
{
    public static WebApplicationBuilder AddRepair(this WebApplicationBuilder builder, NodeOptions node)
    {
        var options = RepairOptions.Read(builder.Configuration);
        var others = node.OthersIn(builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(new ClusterLogIn(node.ClusterSecret));
        services.AddSingleton<NodeLogIns>();
        services.AddSingleton<IPeerTransport, TcpPeerTransport>();
        services.AddSingleton(provider => new NodeReadiness(provider.GetRequiredService<Volume>()) { IsAlone = others.Count == 0 });
        services.AddSingleton<IReadOnlyList<Peer>>(provider => [.. others.Select(number => ActivatorUtilities.CreateInstance<Peer>(provider, number))]);
        services.AddSingleton<RepairCounts>();
        services.AddSingleton<VolumeRenewal>();
        services.AddSingleton<AccountCopy>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CatalogCopy>(
            provider, MakePace(provider, options.BytesPerSecond)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PartHealing>(
            provider, MakePace(provider, options.BytesPerSecond)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LoanReturn>(
            provider, MakePace(provider, options.BytesPerSecond)));
        services.AddSingleton<ScarceSpace>();
        services.AddSingleton<CleanUp>();
        services.AddSingleton<RepairLoop>();
        services.AddSingleton<FoundingCheck>();
        services.AddSingleton<Drain>();
        services.AddSingleton<ClosingRule>();
        services.AddSingleton(provider =>
        {
            var scrub = ActivatorUtilities.CreateInstance<Scrub>(provider, MakePace(provider, options.ScrubBytesPerSecond));
            provider.GetRequiredService<RepairCounts>().Watch(provider.GetRequiredService<RepairLoop>(), scrub);
            return scrub;
        });
        if (others.Count > 0)
            services.AddHostedService(provider => provider.GetRequiredService<RepairLoop>());
        services.AddHostedService(provider => provider.GetRequiredService<Scrub>());
        return builder;
    }

    private static Pace MakePace(IServiceProvider provider, long bytesPerSecond) =>
        new(bytesPerSecond, provider.GetRequiredService<ClientWork>(), provider.GetRequiredService<TimeProvider>());
}
