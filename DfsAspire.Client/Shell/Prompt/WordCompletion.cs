namespace DfsAspire.Client.Shell.Prompt;

/// <summary>What a word at the prompt may become.</summary>
/// <param name="Start">Where the word begins in the line.</param>
/// <param name="Words">All it may become, without quotes; empty when nothing fits.</param>
internal readonly record struct WordCompletion(int Start, IReadOnlyList<string> Words);
