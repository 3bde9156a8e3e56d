namespace DfsAspire.Fuzz.Engine;

/// <summary>Runs work on a thread whose stack is a fraction of any real one: what a parser nests for its input is found early.</summary>
internal static class SmallStack
{
    private const int Bytes = 256 * 1024;

    /// <summary>Runs work and answers what it answers.</summary>
    public static T Run<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>();
        var thread = new Thread(
            () =>
            {
                try
                {
                    done.SetResult(work());
                }
                catch (Exception fault)
                {
                    done.SetException(fault);
                }
            },
            Bytes);
        thread.Start();
        return done.Task.GetAwaiter().GetResult();
    }
}
