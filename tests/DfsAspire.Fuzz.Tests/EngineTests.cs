using DfsAspire.Fuzz.Engine;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Fuzz.Tests;

/// <summary>What finds faults must itself be seen to find them.</summary>
public sealed class EngineTests
{
    private static readonly byte[] Start = "start"u8.ToArray();

    [Fact]
    public void One_seed_is_one_sequence_of_inputs()
    {
        Assert.Equal(Inputs(1), Inputs(1));
        Assert.NotEqual(Inputs(1), Inputs(2));
        Assert.All(Inputs(1), input => Assert.InRange(input.Length, 0, 2 * Bounded.MaxBytes));
    }

    [Fact]
    public void An_exception_is_told_with_its_input()
    {
        var target = Bounded with { Run = input => Promise.That(!input.Contains((byte)'!'), "No exclamation marks.") };

        var told = ShortForm.Run(target, "test", () => [Start, "now!"u8.ToArray()]);

        Assert.Contains(Convert.ToHexString("now!"u8), told, StringComparison.Ordinal);
        Assert.Contains("No exclamation marks.", told, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_takes_too_much_memory_every_time_is_told()
    {
        var target = Bounded with { Run = static input => GC.KeepAlive(new byte[input.Length * 1000]), MemoryBytes = 10_000 };

        Assert.Null(ShortForm.Run(target, "test", () => [Start]));
        Assert.Contains("bytes of memory", ShortForm.Run(target, "test", () => ["too long for this"u8.ToArray()]), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_is_taken_once_is_no_fault()
    {
        byte[]? table = null;
        var target = Bounded with { Run = _ => table ??= new byte[100_000], MemoryBytes = 10_000 };

        Assert.Null(ShortForm.Run(target, "test", () => [Start]));
    }

    [Fact]
    public void An_input_without_an_end_is_noticed_and_known()
    {
        var file = Path.GetTempFileName();
        using var hung = new ManualResetEventSlim();
        using (var last = new LastInput(file, 100))
        using (var watchdog = new Watchdog(last, hung.Set))
        {
            var runner = new InputRunner(Bounded with { Run = _ => SpinWait.SpinUntil(() => hung.IsSet) }, watchdog);

            Assert.Null(runner.Run(Start));
            Assert.Equal(Start, last.Current);
        }

        Assert.Equal(Start, LastInput.Read(file));
        File.Delete(file);
    }

    [Fact]
    public void Every_kind_of_message_is_fuzzed()
    {
        var fuzzed = new[] { Targets.RequestsTarget.Forms, Targets.RepliesTarget.Forms, Targets.PeerMessagesTarget.Forms }.SelectMany(forms => forms.Kinds);

        Assert.Empty(Enum.GetValues<MessageKind>().Except(fuzzed));
    }

    private static FuzzTarget Bounded { get; } = new("test", static _ => { }) { MaxBytes = 64 };

    private static List<string> Inputs(int seed)
    {
        var mutator = new Mutator(Bounded, seed);
        return [.. Enumerable.Range(0, 200).Select(_ => Convert.ToHexString(mutator.Next([Start]).Span))];
    }
}
