using System.Collections.Concurrent;

namespace DfsAspire.Node.Storage.Catalog;

/// <summary>A thread for work that blocks, so that it takes none of the pool's. It ends after the work that is queued when it is disposed of.</summary>
internal sealed class OwnThread : IWorkLine
{
    private readonly BlockingCollection<Action> _queue = [];

    public OwnThread(string name) => new Thread(RunAll) { IsBackground = true, Name = name }.Start();

    public void Queue(Action work) => _queue.Add(work);

    public void Dispose() => _queue.CompleteAdding();

    private void RunAll()
    {
        foreach (var work in _queue.GetConsumingEnumerable())
            work();
        _queue.Dispose();
    }
}
