using System.Collections.Concurrent;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>How a <c>sync</c> is done.</summary>
/// <param name="Deletes">Deletes what only the target has.</param>
/// <param name="ByContents">Compares contents, not sizes and times.</param>
/// <param name="IsDry">Says what would be done, and does nothing.</param>
internal sealed record SyncOptions(bool Deletes, bool ByContents, bool IsDry);

/// <summary>What a <c>sync</c> did, or would do.</summary>
internal sealed record SyncReport(IReadOnlyList<string> Copied, IReadOnlyList<string> Deleted, int Unchanged, int Failed, bool IsDry);

/// <summary>Makes a target like its source. A file that fails does not keep the others from being tried; when one did, nothing is deleted.</summary>
internal sealed class SyncTree(CommandContext context, ISyncTarget target, ManyFiles files, SyncOptions options)
{
    private readonly ConcurrentBag<string> _copied = [];
    private readonly List<string> _deleted = [];
    private int _unchanged;

    /// <summary>Carries a plan out.</summary>
    /// <param name="plan">What the target lacks and has too much.</param>
    /// <param name="isWhole">Whether all of the source was seen: else nothing is deleted.</param>
    /// <param name="label">What the progress is called.</param>
    /// <param name="cancellationToken">Ends it, between two files if not before.</param>
    public async Task<SyncReport> RunAsync(SyncPlan plan, bool isWhole, string label, CancellationToken cancellationToken)
    {
        foreach (var clash in plan.Clashes)
            files.Fail(clash, new IOException("it is a file on one side and a folder on the other; move one of them away."));
        _unchanged = plan.Unchanged.Count;
        foreach (var folder in plan.Folders)
            await files.TryAsync($"{folder.Name}/", () => options.IsDry ? Task.CompletedTask : target.MakeFolderAsync(folder.Name, cancellationToken));
        var total = plan.Files.Sum(file => file.Length);
        await TransferDisplay.RunAsync(context, label, async progress =>
        {
            var whole = new TreeProgress(progress, total);
            await files.RunAsync(plan.Files, file => file.Name, (file, token) => CopyAsync(file, whole, token), cancellationToken);
            return total;
        });
        files.ShowFailures();
        if (options.Deletes)
            await DeleteAsync(plan.Surplus, isWhole, cancellationToken);
        return new SyncReport([.. _copied.Order(StringComparer.Ordinal)], _deleted, _unchanged, files.Failed, options.IsDry);
    }

    private async Task CopyAsync(SyncItem file, TreeProgress progress, CancellationToken cancellationToken)
    {
        if (options.ByContents && await target.IsSameAsync(file, cancellationToken))
        {
            Interlocked.Increment(ref _unchanged);
            return;
        }

        if (!options.IsDry)
            await target.CopyAsync(file, progress.OfOneFile(), cancellationToken);
        _copied.Add(file.Name);
    }

    private async Task DeleteAsync(IReadOnlyList<SyncItem> surplus, bool isWhole, CancellationToken cancellationToken)
    {
        if (surplus.Count == 0)
            return;
        if (!isWhole || files.Failed > 0)
        {
            context.Note("nothing was deleted, because not everything could be read or copied.");
            return;
        }

        foreach (var item in surplus)
        {
            var name = item.IsFolder ? $"{item.Name}/" : item.Name;
            if (await files.TryAsync(name, () => options.IsDry ? Task.CompletedTask : target.DeleteAsync(item, cancellationToken)))
                _deleted.Add(name);
        }

        files.ShowFailures();
    }
}
