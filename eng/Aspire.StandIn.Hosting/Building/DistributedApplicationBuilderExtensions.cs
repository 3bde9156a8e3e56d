using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Finds what has been described.</summary>
public static class DistributedApplicationBuilderExtensions
{
    /// <summary>Says more about a resource that somebody else has added: the way of a test with an AppHost's resources.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, in any case.</param>
    /// <exception cref="InvalidOperationException">There is no resource of this name, or it is of another kind.</exception>
    public static IResourceBuilder<T> CreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var resource = builder.Resources.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"There is no resource {name}.");
        return resource is T wished
            ? builder.CreateResourceBuilder(wished)
            : throw new InvalidOperationException($"The resource {name} is a {resource.GetType().Name}, not a {typeof(T).Name}.");
    }
}
