using System.Text.RegularExpressions;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>
/// How a user's files look to nodes: as they are, or with encrypted names, or filled up to lengths that say less. Everything but what goes to nodes and comes from them has
/// names and lengths in the clear.
/// </summary>
internal sealed partial class Veil : IDisposable
{
    private readonly NameCipher? _names;
    private readonly LengthCipher? _lengths;

    private Veil(NameCipher? names, LengthCipher? lengths) => (_names, _lengths) = (names, lengths);

    /// <summary>Names and lengths as they are.</summary>
    public static Veil None { get; } = new(null, null);

    /// <summary>As the user's keyring says.</summary>
    public static Veil Of(Keyring keyring) => keyring.HasNameKey || keyring.HasLengthKey
        ? new Veil(keyring.HasNameKey ? keyring.CreateNameCipher() : null, keyring.HasLengthKey ? keyring.CreateLengthCipher() : null)
        : None;

    /// <summary>True when files are filled up.</summary>
    public bool PadsFiles => _lengths is not null;

    /// <summary>What nodes are told.</summary>
    /// <exception cref="DfsException">A name is too long to be encrypted (Conflict).</exception>
    public StorePath Hide(StorePath path)
    {
        if (_names is null)
            return path;
        try
        {
            return _names.Hide(path);
        }
        catch (InvalidPathException fault)
        {
            throw new DfsException(
                DfsFault.Conflict, $"'{path}' cannot be used: your names are encrypted, and then one may have {NameCipher.MostBytes} bytes, and a path fewer levels. {fault.Message}", fault);
        }
    }

    /// <summary>What nodes are told of one name in a folder; empty for none.</summary>
    /// <exception cref="DfsException">As for the other.</exception>
    public string Hide(StorePath folder, string name) => _names is null || name.Length == 0 ? name : Hide(folder.Combine(name)).Name;

    /// <summary>How many bytes of plaintext are sealed for a file of so many.</summary>
    public long Pad(long length) => PadsFiles ? PaddedLength.Of(length) : length;

    /// <summary>The length of a content as its entry carries it, for the user alone; empty when nodes see it anyway.</summary>
    public ReadOnlyMemory<byte> HideLength(ContentId content, long length) => _lengths?.Hide(content, length);

    /// <summary>An entry as the user knows it; null when its path or its length is not one that the user has hidden.</summary>
    public SignedEntry? TryReveal(SignedEntry entry)
    {
        var path = entry.Entry.Path;
        if (_names is not null && !_names.TryReveal(entry.Entry.Path, out path))
            return null;
        if (_lengths is null || entry.Entry.HiddenLength.IsEmpty)
            return _names is null ? entry : entry.ReadAs(path, entry.Entry.Length);
        return _lengths.TryReveal(entry.Entry.Content, entry.Entry.HiddenLength.Span, out var length) && length >= 0 && length <= entry.Entry.ContentLength
            ? entry.ReadAs(path, length)
            : null;
    }

    /// <summary>A text of a node's, with the user's paths in it readable.</summary>
    public string Reveal(string text) => _names is null
        ? text
        : Hidden().Replace(text, found => StorePath.TryParse(found.Value, out var hidden, out _) && _names.TryReveal(hidden, out var path) ? path.Value : found.Value);

    public void Dispose()
    {
        _names?.Dispose();
        _lengths?.Dispose();
    }

    [GeneratedRegex("~[A-Za-z0-9_-]{40,}(/~[A-Za-z0-9_-]{40,})*")]
    private static partial Regex Hidden();
}
