namespace DfsAspire.Client.Gateway.Sessions;

/// <summary>A sentence that the next page says.</summary>
/// <param name="Text">The sentence, for people.</param>
/// <param name="IsError">Whether it says that something was not done.</param>
internal sealed record Notice(string Text, bool IsError);
