using System.Text.RegularExpressions;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Quorum;

/// <summary>How a user's paths look to nodes: as they are, or with encrypted names. Everything but what goes to nodes and comes from them has them in the clear.</summary>
internal sealed partial class PathNames : IDisposable
{
    private readonly NameCipher? _cipher;

    private PathNames(NameCipher? cipher) => _cipher = cipher;

    /// <summary>Names as they are.</summary>
    public static PathNames Plain { get; } = new(null);

    /// <summary>As the user's keyring says.</summary>
    public static PathNames Of(Keyring keyring) => keyring.HasNameKey ? new PathNames(keyring.CreateNameCipher()) : Plain;

    /// <summary>What nodes are told.</summary>
    /// <exception cref="DfsException">A name is too long to be encrypted (Conflict).</exception>
    public StorePath Hide(StorePath path)
    {
        if (_cipher is null)
            return path;
        try
        {
            return _cipher.Hide(path);
        }
        catch (InvalidPathException fault)
        {
            throw new DfsException(
                DfsFault.Conflict, $"'{path}' cannot be used: your names are encrypted, and then one may have {NameCipher.MostBytes} bytes, and a path fewer levels. {fault.Message}", fault);
        }
    }

    /// <summary>What nodes are told of one name in a folder; empty for none.</summary>
    /// <exception cref="DfsException">As for the other.</exception>
    public string Hide(StorePath folder, string name) => _cipher is null || name.Length == 0 ? name : Hide(folder.Combine(name)).Name;

    /// <summary>An entry as the user knows it; null when its path is not one that the user has hidden.</summary>
    public SignedEntry? TryReveal(SignedEntry entry)
    {
        if (_cipher is null)
            return entry;
        return _cipher.TryReveal(entry.Entry.Path, out var path) ? entry.ReadAs(path) : null;
    }

    /// <summary>A text of a node's, with the user's paths in it readable.</summary>
    public string Reveal(string text) => _cipher is null
        ? text
        : Hidden().Replace(text, found => StorePath.TryParse(found.Value, out var hidden, out _) && _cipher.TryReveal(hidden, out var path) ? path.Value : found.Value);

    public void Dispose() => _cipher?.Dispose();

    [GeneratedRegex("~[A-Za-z0-9_-]{40,}(/~[A-Za-z0-9_-]{40,})*")]
    private static partial Regex Hidden();
}
