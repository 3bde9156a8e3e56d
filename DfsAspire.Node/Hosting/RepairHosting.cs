using System.Globalization;
using DfsAspire.Node.Accounts;
using DfsAspire.Node.Repair;
using DfsAspire.Protocol;

namespace DfsAspire.Node.Hosting;

/// <summary>Adds what makes a node whole again by itself.</summary>
internal static class RepairHosting
{
    public static WebApplicationBuilder AddRepair(this WebApplicationBuilder builder, NodeOptions node)
    {
        var options = Read(builder.Configuration);
        var others = OthersOf(node, builder.Configuration);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(new ClusterLogIn(node.ClusterSecret));
        services.AddSingleton<IPeerTransport, TcpPeerTransport>();
        services.AddSingleton(provider => new NodeReadiness(provider.GetRequiredService<Volume>()) { IsAlone = others.Count == 0 });
        services.AddSingleton<IReadOnlyList<Peer>>(provider => [.. others.Select(number => ActivatorUtilities.CreateInstance<Peer>(provider, number))]);
        services.AddSingleton<RepairCounts>();
        services.AddSingleton(provider => new VolumeRenewal(
            provider.GetRequiredService<Volume>(), node, provider.GetRequiredService<ILogger<VolumeRenewal>>()));
        services.AddSingleton<AccountCopy>();
        services.AddSingleton(provider => new CatalogCopy(
            provider.GetRequiredService<Volume>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CatalogCopy>>()));
        services.AddSingleton(provider => new PartHealing(
            provider.GetRequiredService<Volume>(), node, provider.GetRequiredService<RepairCounts>(),
            new Pace(options.BytesPerSecond, provider.GetRequiredService<TimeProvider>()), provider.GetRequiredService<ILogger<PartHealing>>()));
        services.AddSingleton<LoanReturn>();
        services.AddSingleton<CleanUp>();
        services.AddSingleton<RepairLoop>();
        services.AddSingleton(provider =>
        {
            var scrub = ActivatorUtilities.CreateInstance<Scrub>(
                provider, new Pace(options.ScrubBytesPerSecond, provider.GetRequiredService<TimeProvider>()));
            provider.GetRequiredService<RepairCounts>().Watch(provider.GetRequiredService<RepairLoop>(), scrub);
            return scrub;
        });
        if (others.Count > 0)
            services.AddHostedService(provider => provider.GetRequiredService<RepairLoop>());
        services.AddHostedService(provider => provider.GetRequiredService<Scrub>());
        return builder;
    }

    private static RepairOptions Read(ConfigurationManager configuration)
    {
        var options = configuration.GetSection("Dfs:Repair").Get<RepairOptions>() ?? new RepairOptions();
        TimeSpan[] times =
        [
            options.Period, options.RetryPeriod, options.CleanUpPeriod, options.StageLife, options.ClosedLife, options.ReplacedLife,
            options.TombstoneLife, options.ScrubPeriod,
        ];
        if (times.Any(time => time <= TimeSpan.Zero) || options.BytesPerSecond <= 0 || options.ScrubBytesPerSecond <= 0)
            throw new NodeOptionsException("The settings below Dfs:Repair (environment: Dfs__Repair__…) must be above zero.");
        return options;
    }

    private static List<int> OthersOf(NodeOptions node, ConfigurationManager configuration) =>
        [.. Enumerable.Range(1, WireLimits.Nodes).Where(number => number != node.Node && HasAddress(configuration, number))];

    private static bool HasAddress(ConfigurationManager configuration, int number) =>
        configuration.GetSection(string.Create(CultureInfo.InvariantCulture, $"services:node{number}:dfs")).Exists();
}
