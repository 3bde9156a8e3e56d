using Spectre.Console;

namespace DfsAspire.Client.Shell.Prompt;

/// <summary>Asks a person for a password on the terminal; nothing of it is shown, not even its length.</summary>
internal static class SecretPrompt
{
    public static async Task<string> AskAsync(string question, CancellationToken cancellationToken)
    {
        // On the standard error, because the standard output may go into a file.
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Interactive = InteractionSupport.Yes,
        });
        return await console.PromptAsync(new TextPrompt<string>(Markup.Escape(question)).Secret(mask: null), cancellationToken);
    }
}
