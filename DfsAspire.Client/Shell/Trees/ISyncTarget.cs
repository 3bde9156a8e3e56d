namespace DfsAspire.Client.Shell.Trees;

/// <summary>What a <c>sync</c> does on its target's side; names are those of <see cref="SyncItem"/>.</summary>
internal interface ISyncTarget
{
    /// <summary>What copying a file to it is called: <c>put</c> or <c>get</c>.</summary>
    string Verb { get; }

    /// <summary>Makes a folder.</summary>
    Task MakeFolderAsync(string name, CancellationToken cancellationToken);

    /// <summary>Brings a file from the source, with its time.</summary>
    Task CopyAsync(SyncItem file, IProgress<Store.TransferProgress>? progress, CancellationToken cancellationToken);

    /// <summary>True when both sides have a file of these very contents.</summary>
    Task<bool> IsSameAsync(SyncItem file, CancellationToken cancellationToken);

    /// <summary>Deletes a file or an empty folder.</summary>
    Task DeleteAsync(SyncItem item, CancellationToken cancellationToken);
}
