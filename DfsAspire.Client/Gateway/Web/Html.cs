using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>A piece of a page. What is put into one as text is escaped, in elements and in quoted attributes; only other pieces go in as they are.</summary>
internal readonly record struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string? _text;

    private Html(string text) => _text = text;

    /// <summary>Nothing.</summary>
    public static Html None => default;

    /// <summary>A piece, written as an interpolated string.</summary>
    public static Html Of(Writer writer) => new(writer.ToString());

    /// <summary>Several pieces, one after the other.</summary>
    public static Html All(IEnumerable<Html> pieces) => new(string.Concat(pieces));

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";

    /// <summary>Puts a piece together.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Writer(int literalLength, int formattedCount)
    {
        private const int GuessedLength = 16;

        private readonly StringBuilder _text = new(literalLength + GuessedLength * formattedCount);

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(string? value) => _text.Append(Encoder.Encode(value ?? ""));

        public void AppendFormatted(int value) => _text.Append(value);

        public void AppendFormatted(Html piece) => _text.Append(piece.ToString());

        public void AppendFormatted(IEnumerable<Html> pieces)
        {
            foreach (var piece in pieces)
                _text.Append(piece.ToString());
        }

        public override string ToString() => _text.ToString();
    }
}
