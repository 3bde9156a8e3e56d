using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The application starts, and a resource that is no program may begin what it does.</summary>
public class InitializeResourceEvent
{
    internal InitializeResourceEvent(IResource resource, ResourceNotificationService notifications, IServiceProvider services, ILogger logger) =>
        (Resource, Notifications, Services, Logger) = (resource, notifications, services, logger);

    /// <summary>The resource.</summary>
    public IResource Resource { get; }

    /// <summary>Knows the state of every resource, and takes that of this one.</summary>
    public ResourceNotificationService Notifications { get; }

    /// <summary>The AppHost's own services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Takes what there is to tell.</summary>
    public ILogger Logger { get; }
}
