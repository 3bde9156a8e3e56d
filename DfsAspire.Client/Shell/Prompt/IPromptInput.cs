namespace DfsAspire.Client.Shell.Prompt;

/// <summary>Where the prompt's lines come from.</summary>
internal interface IPromptInput
{
    /// <summary>The next line; null at the end.</summary>
    ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken);
}

/// <summary>Lines from a script.</summary>
internal sealed class PipedInput(TextReader reader) : IPromptInput
{
    public ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => reader.ReadLineAsync(cancellationToken);
}
