using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>A sentence that the next page says.</summary>
/// <param name="Text">The sentence, for people.</param>
/// <param name="IsError">Whether it says that something was not done.</param>
internal sealed record Notice(string Text, bool IsError)
{
    /// <summary>What can be undone with one button, all from one folder.</summary>
    public IReadOnlyList<Deletion> Deletions { get; init; } = [];

    /// <summary>What was not done, or not wholly.</summary>
    public IReadOnlyList<Failure> Failures { get; init; } = [];
}

/// <summary>A deletion that somebody may want back.</summary>
/// <param name="Path">What was deleted.</param>
/// <param name="Took">How long it took: what was deleted before is not meant.</param>
internal sealed record Deletion(StorePath Path, TimeSpan Took);

/// <summary>Something of several that did not go as it should.</summary>
/// <param name="Path">What it is.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record Failure(StorePath Path, string Reason);
