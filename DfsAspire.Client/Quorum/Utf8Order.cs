using System.Text;

namespace DfsAspire.Client.Quorum;

/// <summary>The order of names that nodes and clients share: that of their UTF-8 bytes.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public static int Compare(string left, string right)
    {
        // The order of UTF-8 bytes is that of code points; of UTF-16 units it differs only where surrogates are met.
        for (int i = 0, end = Math.Min(left.Length, right.Length); i < end; i++)
        {
            if (left[i] == right[i])
                continue;
            if (char.IsSurrogate(left[i]) == char.IsSurrogate(right[i]))
                return left[i].CompareTo(right[i]);
            return Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
        }

        return left.Length.CompareTo(right.Length);
    }

    int IComparer<string>.Compare(string? x, string? y) => Compare(x ?? "", y ?? "");
}
