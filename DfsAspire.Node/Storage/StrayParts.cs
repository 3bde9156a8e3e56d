using DfsAspire.Node.Storage.Files;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Volume;

namespace DfsAspire.Node.Storage;

/// <summary>
/// Part files that lie on a volume whose catalog was lost: found by their trailers, so that what is still there need not be fetched.
/// </summary>
/// <param name="files">The volume's files.</param>
/// <param name="unreadable">Told of what cannot be read: it is passed over, and what it may have been is fetched.</param>
internal sealed class StrayParts(VolumeFiles files, Action<StoreException> unreadable)
{
    private readonly Lock _lock = new();
    private Dictionary<(string User, ContentId Content, int Part), string>? _found = [];

    /// <summary>The catalog was lost: the next question searches the volume.</summary>
    public void Invalidate()
    {
        lock (_lock)
            _found = null;
    }

    /// <summary>The file of a part, if one was found; each is given once.</summary>
    public string? Take(string user, ContentId content, int part)
    {
        lock (_lock)
        {
            _found ??= Search();
            return _found.Remove((user, content, part), out var file) ? file : null;
        }
    }

    private Dictionary<(string User, ContentId Content, int Part), string> Search()
    {
        var found = new Dictionary<(string User, ContentId Content, int Part), string>();
        foreach (var name in files.AllParts(unreadable))
            if (ReadTrailer(name) is { } trailer && PartPath.IsOf(name, trailer.Entry.Entry.Content, trailer.Part))
                found[(trailer.Entry.Entry.User, trailer.Entry.Entry.Content, trailer.Part)] = name;
        return found;
    }

    private PartTrailer? ReadTrailer(string name)
    {
        try
        {
            using var file = files.OpenToRead(name);
            return file?.ReadTrailer();
        }
        catch (StoreException fault)
        {
            unreadable(fault);
            return null;
        }
        catch (Exception fault) when (Faults.IsFileFault(fault))
        {
            unreadable(Faults.Translate(fault, "read", name));
            return null;
        }
    }
}
