using DfsAspire.Node.Accounts;
using DfsAspire.Node.Repair;

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
        services.AddSingleton<Paces>();
        services.AddSingleton<AccountCopy>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CatalogCopy>(
            provider, Paced(provider, options.BytesPerSecond)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PartHealing>(
            provider, Paced(provider, options.BytesPerSecond)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LoanReturn>(
            provider, Paced(provider, options.BytesPerSecond)));
        services.AddSingleton<ScarceSpace>();
        services.AddSingleton<CleanUp>();
        services.AddSingleton<RepairLoop>();
        services.AddSingleton<FoundingCheck>();
        services.AddSingleton<Drain>();
        services.AddSingleton<ClosingRule>();
        services.AddSingleton(provider =>
        {
            var scrub = ActivatorUtilities.CreateInstance<Scrub>(provider, Paced(provider, options.ScrubBytesPerSecond));
            provider.GetRequiredService<RepairCounts>().Watch(provider.GetRequiredService<RepairLoop>(), scrub);
            return scrub;
        });
        if (others.Count > 0)
            services.AddHostedService(provider => provider.GetRequiredService<RepairLoop>());
        services.AddHostedService(provider => provider.GetRequiredService<Scrub>());
        return builder;
    }

    private static Pace Paced(IServiceProvider provider, long bytesPerSecond) => provider.GetRequiredService<Paces>().Make(bytesPerSecond);
}
