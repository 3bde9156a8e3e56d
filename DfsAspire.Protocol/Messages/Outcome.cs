using System.Text;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Protocol.Messages;

/// <summary>The first two fields of every reply: a stable number, and words for people when it is not <see cref="Status.Ok"/>.</summary>
public readonly record struct Outcome(Status Status, string? Text = null)
{
    internal const int Fields = 2;

    /// <summary>Done, nothing to say.</summary>
    public static Outcome Ok => default;

    /// <summary>True when the request did what it asked.</summary>
    public bool IsOk => Status == Status.Ok;

    internal void Write(ref FieldWriter writer)
    {
        writer.Int((int)Status);
        writer.Text(Cut(Text));
    }

    internal static Outcome Read(ref FieldReader reader) =>
        new((Status)reader.Int(0, ushort.MaxValue), reader.Text(WireLimits.TextBytes));

    internal static string? Cut(string? text)
    {
        if (text is null || Encoding.UTF8.GetByteCount(text) <= WireLimits.TextBytes)
            return text;
        var cut = Math.Min(text.Length, WireLimits.TextBytes / 4);
        return text[..(char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut)];
    }
}
