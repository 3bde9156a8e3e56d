using DfsAspire.Client.Store;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Recovery;

/// <summary>Restores one path: its newest version that can be gathered whole.</summary>
internal sealed class PathRecovery(FoundFiles found, ContentReader contents, RecoveryOutput output, bool withDeleted)
{
    /// <summary>Restores what the path holds; null when there is nothing to restore.</summary>
    public async Task<RecoveredPath?> RunAsync(StorePath path, CancellationToken cancellationToken)
    {
        string? newestFault = null;
        try
        {
            foreach (var entry in found.VersionsOf(path))
            {
                if (found.WasMoved(entry))
                    continue;
                if (entry.Kind == EntryKind.Tombstone)
                {
                    if (withDeleted)
                        continue;
                    return newestFault is not null ? new RecoveredPath(path, RecoveryOutcome.Failed, Reason: newestFault)
                        : found.VersionsOf(path).Any(version => version.Kind == EntryKind.File) ? new RecoveredPath(path, RecoveryOutcome.Deleted)
                        : null;
                }

                try
                {
                    return await RestoreAsync(entry, newestFault, cancellationToken);
                }
                catch (DfsException notWhole)
                {
                    newestFault ??= notWhole.Message;
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            newestFault = fault.Message;
        }

        return newestFault is null ? null : new RecoveredPath(path, RecoveryOutcome.Failed, Reason: newestFault);
    }

    private async Task<RecoveredPath> RestoreAsync(Entry entry, string? newestFault, CancellationToken cancellationToken)
    {
        var writtenAt = DateTimeOffset.FromUnixTimeMilliseconds(entry.WrittenAt);
        if (entry.Kind == EntryKind.Folder)
        {
            output.MakeFolder(entry.Path);
            return new RecoveredPath(entry.Path, newestFault is null ? RecoveryOutcome.Folder : RecoveryOutcome.RestoredOlder, 0, writtenAt, newestFault);
        }

        using var keys = contents.Open(entry);
        using var file = output.CreateFile(entry.Path);
        await contents.WriteAsync(entry, keys, file.Handle, cancellationToken);
        file.Publish(overwrite: false);
        return new RecoveredPath(entry.Path, newestFault is null ? RecoveryOutcome.Restored : RecoveryOutcome.RestoredOlder, entry.Length, writtenAt, newestFault);
    }
}
