using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Lets a resource do something when something happens.</summary>
public static class DistributedApplicationEventingExtensions
{
    /// <summary>Calls back when the application starts. Nothing waits for it.</summary>
    public static IResourceBuilder<T> OnInitializeResource<T>(this IResourceBuilder<T> builder, Func<T, InitializeResourceEvent, CancellationToken, Task> callback)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(callback);
        CustomResourceExtensions.OwnResource(builder).Initializers.Add((starting, cancellationToken) => callback(builder.Resource, starting, cancellationToken));
        return builder;
    }
}
