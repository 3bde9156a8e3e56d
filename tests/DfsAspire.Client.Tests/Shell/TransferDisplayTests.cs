using DfsAspire.Client.Shell;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;
using Microsoft.Extensions.Time.Testing;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>Progress of a transfer.</summary>
public sealed class TransferDisplayTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public async Task It_is_drawn_for_who_looks_and_neither_into_pipes_nor_for_who_wants_quiet(bool isTerminal, bool isQuiet, bool isDrawn)
    {
        var time = new FakeTimeProvider();
        var output = new CommandOutput(_shell.Surroundings() with { DrawsProgress = isTerminal, Time = time }, isQuiet);
        var end = new TaskCompletionSource();
        var running = TransferDisplay.RunAsync(output, "report.pdf", async progress =>
        {
            Assert.Equal(isDrawn, progress is not null);
            progress?.Report(new TransferProgress(50, 100));
            await end.Task;
            return 7;
        });
        // One that is over before anybody could read it is not drawn.
        Assert.Equal("", _shell.Error);
        for (var moment = 0; moment < 100 && _shell.Error.Length == 0; moment++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        end.SetResult();
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal(7, await running);
        Assert.Equal(isDrawn, _shell.Error.Contains("report.pdf", StringComparison.Ordinal));
        Assert.Equal("", _shell.Out);
    }
}
