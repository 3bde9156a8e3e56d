using System.Text;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// One SCRAM message (RFC 5802, section 7) as its attributes in order: <c>a=value,b=value,…</c>. Read strictly: printable
/// ASCII, at most 1,024 bytes, no attribute twice, no mandatory extension.
/// </summary>
internal sealed class ScramMessage
{
    private readonly List<(char Name, string Value)> _attributes = [];
    private int _next;

    private ScramMessage(string text) => Text = text;

    /// <summary>The message as it was sent, without the GS2 header if it had one.</summary>
    public string Text { get; }

    /// <exception cref="ScramException">The bytes are no such message.</exception>
    public static ScramMessage Parse(ReadOnlySpan<byte> bytes) => Parse(ReadText(bytes));

    /// <exception cref="ScramException">The text is no such message.</exception>
    public static ScramMessage Parse(string text)
    {
        ScramMessage message = new(text);
        foreach (Range range in text.AsSpan().Split(','))
        {
            ReadOnlySpan<char> attribute = text.AsSpan(range);
            if (attribute.Length < 2 || !char.IsAsciiLetter(attribute[0]) || attribute[1] != '=')
                throw Malformed("an attribute is not of the form name=value");
            message.Add(attribute[0], attribute[2..].ToString());
        }

        return message;
    }

    /// <summary>The text of a message whose grammar is looked at later.</summary>
    /// <exception cref="ScramException">The bytes are too many or not printable ASCII.</exception>
    public static string ReadText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ScramText.MaxMessageLength)
            throw Malformed($"a message has at most {ScramText.MaxMessageLength} bytes");
        string text = Encoding.Latin1.GetString(bytes);
        return ScramText.IsPrintable(text) ? text : throw Malformed("a character is not printable ASCII");
    }

    public static ScramException Malformed(string reason) =>
        new(ScramFailure.Malformed, $"The authentication message is malformed: {reason}.");

    /// <summary>The value of the next attribute, which must have this name.</summary>
    /// <exception cref="ScramException">It has another name, or there is none.</exception>
    public string Next(char name)
    {
        if (_next == _attributes.Count || _attributes[_next].Name != name)
            throw Malformed($"attribute '{name}' is missing or out of place");
        return _attributes[_next++].Value;
    }

    /// <summary>The value of an attribute somewhere behind those read so far.</summary>
    public string? Find(char name) => _attributes.Skip(_next).FirstOrDefault(attribute => attribute.Name == name).Value;

    /// <summary>The value of the final attribute, which must have this name; all extensions stand before it.</summary>
    /// <exception cref="ScramException">It has another name, or was read already.</exception>
    public string Last(char name)
    {
        if (_next == _attributes.Count || _attributes[^1].Name != name)
            throw Malformed($"attribute '{name}' is missing or out of place");
        return _attributes[^1].Value;
    }

    private void Add(char name, string value)
    {
        if (name == 'm')
            throw new ScramException(ScramFailure.Unsupported, "The authentication message demands an extension that is not supported.");
        if (_attributes.Exists(attribute => attribute.Name == name))
            throw Malformed($"attribute '{name}' occurs twice");
        _attributes.Add((name, value));
    }
}
