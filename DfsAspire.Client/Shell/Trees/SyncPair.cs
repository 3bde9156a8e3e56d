using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Trees;

/// <summary>A local directory and a folder of the store that are to be alike.</summary>
internal abstract class SyncPair(IStore store, string directory, StorePath folder, SeenFaults faults)
{
    protected IStore Store => store;

    protected SeenFaults Faults => faults;

    protected StorePath PathOf(string name) => folder.Combine(name);

    /// <summary>The local name; refuses what this system has no files of.</summary>
    /// <exception cref="UsageException">A name cannot be that of a file here.</exception>
    protected string LocalOf(string name) => Path.Combine([directory, .. name.Split('/').Select(LocalName.Of)]);

    public async Task<bool> IsSameAsync(SyncItem file, CancellationToken cancellationToken)
    {
        var local = new FileInfo(LocalOf(file.Name));
        if (!local.Exists)
            return false;
        await using var compared = new ComparingStream(local.OpenRead());
        try
        {
            faults.Note((await store.GetAsync(PathOf(file.Name), compared, null, cancellationToken)).Faults);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            return false;
        }
        catch (IOException) when (compared.Differs)
        {
            return false;
        }

        return compared.IsAtEnd;
    }
}
