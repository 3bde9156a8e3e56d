using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav.Properties;

/// <summary>Keeps dead properties in the store, one hidden file beside each resource that has some. A resource without any has no such file.</summary>
internal sealed class DeadProperties(DfsClient store)
{
    /// <summary>The properties of a path.</summary>
    public async Task<PropertySet> ReadAsync(StorePath path, CancellationToken cancellationToken)
    {
        if (HiddenNames.PropertiesOf(path) is not { } hidden)
            return PropertySet.Empty;
        try
        {
            using var version = await store.OpenAsync(hidden, cancellationToken);
            if (version.Entry.Length > DavXml.MostBytes)
                return PropertySet.Empty;
            using var bytes = new MemoryStream();
            await version.CopyToAsync(bytes, 0, version.Entry.Length, cancellationToken);
            return PropertySet.Read(bytes.ToArray());
        }
        catch (DfsException fault) when (fault.Fault is DfsFault.NotFound or DfsFault.Conflict)
        {
            return PropertySet.Empty;
        }
    }

    /// <summary>The same for a member of a listing: one whose properties cannot be read just now must not keep the others from being listed.</summary>
    public async Task<PropertySet> ReadOrNoneAsync(StorePath path, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(path, cancellationToken);
        }
        catch (DfsException fault) when (fault.Fault is DfsFault.Incomplete or DfsFault.Integrity)
        {
            return PropertySet.Empty;
        }
    }

    /// <summary>Writes the properties of a path, all at once. False when they are too many, or the path leaves no room for them.</summary>
    public async Task<bool> TryWriteAsync(StorePath path, PropertySet properties, CancellationToken cancellationToken)
    {
        if (properties.IsEmpty)
        {
            await RemoveAsync(path, cancellationToken);
            return true;
        }

        var bytes = properties.ToBytes();
        if (bytes.Length > PropertySet.MostBytes || HiddenNames.PropertiesOf(path) is not { } hidden)
            return false;
        using var source = new MemoryStream(bytes, writable: false);
        await store.PutAsync(hidden, source, progress: null, cancellationToken);
        return true;
    }

    /// <summary>Removes the properties of a path, if it has some.</summary>
    public async Task RemoveAsync(StorePath path, CancellationToken cancellationToken)
    {
        if (HiddenNames.PropertiesOf(path) is { } hidden && await store.StatAsync(hidden, cancellationToken) is { IsFolder: false })
            await store.DeleteAsync(hidden, cancellationToken);
    }

    /// <summary>Gives one path the properties of another, none included.</summary>
    public Task CopyAsync(StorePath from, StorePath to, CancellationToken cancellationToken) =>
        GiveAsync(from, to, (hidden, target) => store.CopyAsync(hidden, target, overwrite: true, cancellationToken), cancellationToken);

    /// <summary>The same, and takes them from the first.</summary>
    public Task MoveAsync(StorePath from, StorePath to, CancellationToken cancellationToken) =>
        GiveAsync(from, to, (hidden, target) => store.MoveAsync(hidden, target, overwrite: true, cancellationToken), cancellationToken);

    private async Task GiveAsync(StorePath from, StorePath to, Func<StorePath, StorePath, Task> give, CancellationToken cancellationToken)
    {
        if (HiddenNames.PropertiesOf(from) is { } hidden && HiddenNames.PropertiesOf(to) is { } target
            && await store.StatAsync(hidden, cancellationToken) is { IsFolder: false })
            await give(hidden, target);
        else
            await RemoveAsync(to, cancellationToken);
    }
}
