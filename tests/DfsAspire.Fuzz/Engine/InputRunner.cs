namespace DfsAspire.Fuzz.Engine;

/// <summary>Runs inputs one by one and holds each against the target's bounds.</summary>
internal sealed class InputRunner(FuzzTarget target, Watchdog watchdog)
{
    /// <summary>Runs an input; answers what it broke, or null.</summary>
    public Exception? Run(ReadOnlySpan<byte> input)
    {
        var broken = RunOnce(input);
        // What is allocated once (tables, pools, statics) is no input's doing: only what is taken every time counts.
        return broken is MemoryBoundException ? RunOnce(input) : broken;
    }

    private Exception? RunOnce(ReadOnlySpan<byte> input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        watchdog.Begin(input);
        try
        {
            target.Run(input);
        }
        catch (Exception broken)
        {
            return broken;
        }
        finally
        {
            watchdog.End();
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        return taken <= target.MemoryBytes ? null : new MemoryBoundException(taken, target.MemoryBytes);
    }
}

/// <summary>An input made a parser take more memory than its bound.</summary>
internal sealed class MemoryBoundException(long taken, long bound) : Exception($"{taken} bytes of memory were taken for one input; the bound is {bound}.");
