using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>A sentence that the next page says.</summary>
/// <param name="Text">The sentence, for people.</param>
/// <param name="IsError">Whether it says that something was not done.</param>
internal sealed record Notice(string Text, bool IsError)
{
    /// <summary>What can be undone with one button; null for nothing.</summary>
    public Deletion? Deletion { get; init; }
}

/// <summary>A deletion that somebody may want back.</summary>
/// <param name="Path">What was deleted.</param>
/// <param name="Took">How long it took: what was deleted before is not meant.</param>
internal sealed record Deletion(StorePath Path, TimeSpan Took);
