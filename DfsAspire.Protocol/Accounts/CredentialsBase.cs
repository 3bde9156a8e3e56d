using System.Buffers.Binary;
using System.IO.Hashing;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Accounts;

/// <summary>
/// Which credentials others were made from. A node takes a change only in their place, or in the place of older ones: so that nobody who
/// has not heard of a new master key writes a keyring without it.
/// </summary>
/// <param name="Epoch">Their epoch; 0 when there were none.</param>
/// <param name="Checksum">XxHash128 of their bytes; 0 when there were none.</param>
public readonly record struct CredentialsBase(ulong Epoch, UInt128 Checksum)
{
    private const int EpochBytes = 8;
    private const int Size = EpochBytes + 16;

    /// <summary>The base of credentials made from these.</summary>
    public static CredentialsBase Of(SignedCredentials? credentials) =>
        credentials is null ? default : new(credentials.Credentials.Epoch, XxHash128.HashToUInt128(credentials.Encoded.Span));

    /// <summary>True when what was made from these may take the place of those.</summary>
    public bool Knows(SignedCredentials credentials) => credentials.Credentials.Epoch < Epoch || this == Of(credentials);

    /// <summary>Epoch and checksum, big endian: 24 bytes.</summary>
    internal byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Epoch);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(EpochBytes), Checksum);
        return bytes;
    }

    internal static CredentialsBase? Read(ref FieldReader reader) => reader.Bytes(Size) switch
    {
        null => null,
        { Length: Size } bytes => new CredentialsBase(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(EpochBytes))),
        _ => throw new MalformedMessageException($"What credentials were made from takes {Size} bytes."),
    };
}
