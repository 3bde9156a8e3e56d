using System.Globalization;
using Spectre.Console;

namespace DfsAspire.Client.Shell.Output;

/// <summary>Shows how many of something are done while nobody knows how many there are. On a terminal only.</summary>
internal static class CountDisplay
{
    public static Task<T> RunAsync<T>(CommandOutput shell, string what, Func<IProgress<long>?, Task<T>> work)
    {
        if (shell.Quiet || !shell.Surroundings.DrawsProgress)
            return work(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(shell.Surroundings.Error) });
        return console.Status().StartAsync(Text(what, 0), status => work(new Shown(status, what)));
    }

    private static string Text(string what, long count) => Markup.Escape(DisplayText.Safe(string.Create(CultureInfo.InvariantCulture, $"{count} {what}")));

    private sealed class Shown(StatusContext status, string what) : IProgress<long>
    {
        public void Report(long value) => status.Status = Text(what, value);
    }
}
