namespace DfsAspire.Client.Store;

/// <summary>How far a transfer is, in plaintext bytes. Reported a few times a second at the most.</summary>
public readonly record struct TransferProgress(long Done, long Total);
