using System.Diagnostics;

namespace DfsAspire.Fuzz.Engine;

/// <summary>
/// Notices an input that does not come to an end. It counts the processor's time, because on a busy machine a second may pass without a
/// step being made; a wait that uses no time at all ends after a minute.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProcessorLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(1);

    private readonly LastInput _last;
    private readonly Action _hung;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _thread;
    private long _turn;

    /// <summary>Calls <paramref name="hung"/>, on a thread of its own, when an input takes more than a second.</summary>
    public Watchdog(LastInput last, Action hung)
    {
        (_last, _hung) = (last, hung);
        _thread = new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.AboveNormal, Name = "watchdog" };
        _thread.Start();
    }

    /// <summary>An input begins. It is kept where it survives the process.</summary>
    public void Begin(ReadOnlySpan<byte> input)
    {
        _last.Keep(input);
        Volatile.Write(ref _turn, _turn + 1);
    }

    /// <summary>The input has ended.</summary>
    public void End() => Volatile.Write(ref _turn, _turn + 1);

    /// <summary>Ends the watch.</summary>
    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
    }

    private void Watch()
    {
        var (turn, processor, wall) = (0L, TimeSpan.Zero, 0L);
        while (!_ended.Wait(Period))
        {
            var now = Volatile.Read(ref _turn);
            if (now != turn || now % 2 == 0)
                (turn, processor, wall) = (now, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            else if (Environment.CpuUsage.TotalTime - processor > ProcessorLimit || Stopwatch.GetElapsedTime(wall) > WaitLimit)
                _hung();
        }
    }
}
