namespace DfsAspire.Fuzz.Targets;

/// <summary>Puts what an input cannot know (a nonce, a key) where it has a mark.</summary>
internal static class Substitution
{
    /// <summary>Stands for the value.</summary>
    public const byte Mark = (byte)'@';

    /// <summary>The input with the value in place of each mark.</summary>
    public static byte[] Fill(ReadOnlySpan<byte> input, ReadOnlySpan<byte> value)
    {
        var marks = input.Count(Mark);
        var filled = new byte[input.Length + (marks * (value.Length - 1))];
        var rest = filled.AsSpan();
        foreach (var one in input)
        {
            if (one != Mark)
            {
                rest[0] = one;
                rest = rest[1..];
                continue;
            }

            value.CopyTo(rest);
            rest = rest[value.Length..];
        }

        return filled;
    }
}
