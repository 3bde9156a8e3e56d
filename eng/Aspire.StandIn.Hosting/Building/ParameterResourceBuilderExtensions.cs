using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Building;

namespace Aspire.Hosting;

/// <summary>Adds parameters.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter that configuration must give as <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(new ParameterResource(name, _ => Configured(builder, name) ?? throw new DistributedApplicationException(
            $"The parameter {name} has no value: set {Key(name)}, for example as the environment variable {Key(name).Replace(":", "__", StringComparison.Ordinal)}."), secret));
    }

    /// <summary>Adds a parameter that has a default.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Gives the value when configuration has none.</param>
    /// <param name="secret">True when the value must not be shown.</param>
    /// <param name="persist">True when a value once given shall be kept in the user's secret store, so that it stays the same.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(value);
        return builder.AddResource(new ParameterResource(name, _ => Configured(builder, name) ?? Default(), secret));

        string Default()
        {
            var made = value.GetDefaultValue();
            if (persist)
                UserSecretStore.Of(builder.Environment.ApplicationName)?.Keep(Key(name), made);
            return made;
        }
    }

    private static string Key(string name) => $"Parameters:{name}";

    // An environment variable's name cannot hold a dash everywhere, so an underscore will do as well.
    private static string? Configured(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[Key(name)] ?? builder.Configuration[Key(name.Replace('-', '_'))];
}
