using System.Text;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>
/// A hidden file in the target of a folder MOVE that names the source for as long as the MOVE is not done. Whoever sends the MOVE again, after
/// whatever stopped it, goes on with it; without the mark the target would be taken for a folder to be replaced, with all that was moved already.
/// </summary>
internal sealed class MoveMark(DfsClient store, StorePath from, StorePath to)
{
    private readonly StorePath _path = HiddenNames.MoveMarkOf(to)
        ?? throw new HttpRefusal(StatusCodes.Status400BadRequest, $"'{to}' is too long for a folder that another one is moved to. Choose a shorter path.");

    /// <summary>Whether the target is that of a MOVE of the same source that was not done.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var version = await store.OpenAsync(_path, cancellationToken);
            var source = Encoding.UTF8.GetBytes(from.Value);
            if (version.Entry.Length != source.Length)
                return false;
            using var content = new MemoryStream(source.Length);
            await version.CopyToAsync(content, 0, source.Length, cancellationToken);
            return content.ToArray().AsSpan().SequenceEqual(source);
        }
        catch (DfsException fault) when (fault.Fault is DfsFault.NotFound or DfsFault.Conflict)
        {
            return false;
        }
    }

    /// <summary>Makes the target, with the mark in it.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await store.MakeFolderAsync(to, cancellationToken);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(from.Value), writable: false);
        await store.PutAsync(_path, content, progress: null, cancellationToken);
    }

    /// <summary>Takes the mark away: the MOVE is done.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(_path, cancellationToken);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            // Another client has deleted the folder meanwhile.
        }
    }
}
