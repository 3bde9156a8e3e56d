using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The secrets of a store.</summary>
internal sealed class DfsSecrets
{
    private readonly Dictionary<(int One, int Other), IResourceBuilder<ParameterResource>> _pairs = [];

    public DfsSecrets(IDistributedApplicationBuilder builder)
    {
        Administrator = Parameter(builder, "admin-secret");
        Cluster = Parameter(builder, "cluster-secret");
        for (var one = 1; one <= DfsNodes.Count; one++)
            for (var other = one + 1; other <= DfsNodes.Count; other++)
                _pairs[(one, other)] = Parameter(builder, string.Create(CultureInfo.InvariantCulture, $"node{one}-node{other}-secret"));
    }

    /// <summary>What signs accounts.</summary>
    public IResourceBuilder<ParameterResource> Administrator { get; }

    /// <summary>What the founding step shares with all nodes.</summary>
    public IResourceBuilder<ParameterResource> Cluster { get; }

    /// <summary>What a node shares with each other node, and no third has: it is how they know each other.</summary>
    public IEnumerable<(int Other, IResourceBuilder<ParameterResource> Secret)> OfNode(int number) =>
        _pairs.Where(pair => pair.Key.One == number || pair.Key.Other == number)
            .Select(pair => (pair.Key.One == number ? pair.Key.Other : pair.Key.One, pair.Value));

    /// <summary>
    /// A secret that is made up on the first run and kept in the user's secret store. Elsewhere than in development that store is not read, and a
    /// value made up anew would not open the old volumes: there it must be given (Parameters:admin-secret and so on).
    /// </summary>
    public static IResourceBuilder<ParameterResource> Parameter(IDistributedApplicationBuilder builder, string name) => builder.Environment.IsDevelopment()
        ? builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true)
        : builder.AddParameter(name, secret: true);
}
