using System.CommandLine;
using DfsAspire.Client.Shell.Commands;
using DfsAspire.Client.Shell.Completion;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell.Prompt;

/// <summary>What a word typed at the prompt may become: as in a shell, and a local file where one is put, which shells complete by themselves.</summary>
internal sealed class PromptCompletion(RootCommand root, CommandContext context)
{
    // Whoever presses Tab waits for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Completer _completer = new(root, context.Session.ConnectUnaskedAsync);

    public async Task<WordCompletion> CompleteAsync(string typed, CancellationToken cancellationToken)
    {
        var (before, word, start) = PromptLine.Typed(typed);
        using var late = new CancellationTokenSource(Patience, context.Surroundings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var found = await FindAsync(before, word, either.Token);
            // What would play tricks with the terminal is typed by hand.
            return new WordCompletion(start, [.. found.Where(one => one == DisplayText.Safe(one))]);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It took too long, or went wrong in a way that the command itself will say.
            return new WordCompletion(start, []);
        }
    }

    private async Task<IReadOnlyList<string>> FindAsync(string[] before, string word, CancellationToken cancellationToken)
    {
        if (await _completer.CompleteAsync(before, word, cancellationToken) is { } found)
            return found;
        var files = LocalPaths.StartingWith(word, context.Surroundings.WorkingDirectory);
        if (files.Count > 0 || !before[0].Equals(PutCommand.Name, StringComparison.OrdinalIgnoreCase))
            return files;
        // The last word of the original's PUT is a folder in the store.
        return [.. (await _completer.PathsAsync(word, cancellationToken)).Where(path => path.EndsWith('/'))];
    }
}
