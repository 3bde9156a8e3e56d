using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Accounts;

/// <summary>The numbers of a user's master keys. Key records begin with the number of the one that wrapped them; nodes read that and nothing else of them.</summary>
public static class MasterKeyNumber
{
    /// <summary>The master key that an account begins with.</summary>
    public const long First = 1;

    /// <summary>The last there may be: up to here a number takes one byte, so that a record keeps its length when it is wrapped anew.</summary>
    public const long Last = 127;

    private const int LeastFields = 2;

    /// <summary>The number that a key record names; <see cref="First"/> where it names none.</summary>
    public static long Of(ReadOnlyMemory<byte> keyRecord)
    {
        try
        {
            var reader = new FieldReader(keyRecord);
            if (reader.Array() < LeastFields)
                return First;
            reader.Int(0, int.MaxValue);
            return reader.Long(First, Last);
        }
        catch (MalformedMessageException)
        {
            return First;
        }
    }
}
