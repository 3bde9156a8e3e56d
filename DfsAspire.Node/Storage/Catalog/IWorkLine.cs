namespace DfsAspire.Node.Storage.Catalog;

/// <summary>Runs pieces of work one after the other, in the order in which they were queued.</summary>
internal interface IWorkLine : IDisposable
{
    /// <summary>Queues a piece of work, which must not throw.</summary>
    void Queue(Action work);
}
