using System.Security.Cryptography;

namespace DfsAspire.Client.Sealing;

/// <summary>
/// The keys with which a user hides from nodes what they see of others' files, 32 bytes each; null for what is not hidden. They are made with the keyring and stay:
/// whatever was hidden is found and read by them.
/// </summary>
/// <param name="Names">The key of names (<see cref="NameCipher"/>).</param>
/// <param name="Lengths">The key of lengths (<see cref="LengthCipher"/>).</param>
internal sealed record HidingKeys(byte[]? Names, byte[]? Lengths)
{
    /// <summary>Nothing is hidden.</summary>
    public static HidingKeys None { get; } = new(null, null);

    /// <summary>New random keys.</summary>
    public static HidingKeys Create(HiddenFromNodes hidden) => new(
        hidden.HasFlag(HiddenFromNodes.Names) ? RandomNumberGenerator.GetBytes(NameCipher.KeyLength) : null,
        hidden.HasFlag(HiddenFromNodes.Lengths) ? RandomNumberGenerator.GetBytes(LengthCipher.KeyLength) : null);

    /// <summary>The same keys in arrays of their own.</summary>
    public HidingKeys Copy() => new(Names?.ToArray(), Lengths?.ToArray());

    /// <summary>Clears them.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(Names);
        CryptographicOperations.ZeroMemory(Lengths);
    }
}
