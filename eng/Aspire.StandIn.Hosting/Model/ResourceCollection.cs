namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resources of an AppHost, in the order in which they were added.</summary>
public interface IResourceCollection : IList<IResource>;

internal sealed class ResourceCollection : List<IResource>, IResourceCollection;
