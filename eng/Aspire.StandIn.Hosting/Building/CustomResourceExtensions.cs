using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says how a resource that is no program looks.</summary>
public static class CustomResourceExtensions
{
    /// <summary>Sets what is known of the resource before anything has happened.</summary>
    public static IResourceBuilder<TResource> WithInitialState<TResource>(this IResourceBuilder<TResource> builder, CustomResourceSnapshot initialSnapshot)
        where TResource : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(initialSnapshot);
        OwnResource(builder).InitialSnapshot = initialSnapshot;
        return builder;
    }

    internal static Resource OwnResource<T>(IResourceBuilder<T> builder) where T : IResource =>
        builder.Resource as Resource ?? throw new DistributedApplicationException($"{builder.Resource.Name} is not derived from {nameof(Resource)}.");
}
