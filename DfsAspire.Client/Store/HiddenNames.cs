using System.IO.Hashing;
using System.Text;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Store;

/// <summary>Names that the gateway keeps for itself: nobody lists, reads or writes them through it.</summary>
internal static class HiddenNames
{
    private const string Prefix = ".dfs-properties-";
    private const int HashCharacters = 32;

    private static readonly string MoveMarkName = Prefix + new string('0', HashCharacters);

    /// <summary>True for a name that is kept.</summary>
    public static bool IsHidden(string name) =>
        name.Length == Prefix.Length + HashCharacters && name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && name.Skip(Prefix.Length).All(char.IsAsciiHexDigit);

    /// <summary>True for a path that leads through such a name.</summary>
    public static bool IsHidden(StorePath path) => path.Value.Split('/').Any(IsHidden);

    /// <summary>True for the mark of a folder MOVE that is under way.</summary>
    public static bool IsMoveMark(string name) => name.Equals(MoveMarkName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the mark of a MOVE to a folder lies: in it, so that it goes with it. Null when the path leaves no room for it.</summary>
    public static StorePath? MoveMarkOf(StorePath folder) => StorePath.TryParse($"{folder.Value}/{MoveMarkName}", out var mark, out _) ? mark : null;

    /// <summary>Where the properties of a path lie: beside it, so that they go where their folder goes. Null when no path is left for them.</summary>
    public static StorePath? PropertiesOf(StorePath path)
    {
        var name = $"{Prefix}{Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(path.Name)))}";
        return StorePath.TryParse(path.Folder.IsRoot ? name : $"{path.Folder.Value}/{name}", out var hidden, out _) ? hidden : null;
    }
}
