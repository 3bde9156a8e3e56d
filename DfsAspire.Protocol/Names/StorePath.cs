using System.Text;

namespace DfsAspire.Protocol.Names;

/// <summary>
/// A path under a user's root, such as <c>docs/report.pdf</c>: names joined by <c>/</c>, without a leading or trailing one.
/// The root itself is the empty path. A value of this type has been checked; nothing else may name a file.
/// </summary>
/// <remarks>
/// Refused: empty names, <c>.</c> and <c>..</c>, control characters, <c>\</c>, invalid UTF-16, names above
/// <see cref="WireLimits.NameBytes"/> and paths above <see cref="WireLimits.PathBytes"/> bytes. Names are kept as given, byte for byte.
/// </remarks>
public readonly record struct StorePath
{
    private readonly string? _value;

    private StorePath(string value) => _value = value;

    /// <summary>The user's root folder.</summary>
    public static StorePath Root => default;

    /// <summary>The path as text; empty for the root.</summary>
    public string Value => _value ?? "";

    /// <summary>True for the user's root folder.</summary>
    public bool IsRoot => Value.Length == 0;

    /// <summary>The last name of the path; empty for the root.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>The folder that the path lies in; the root's folder is the root.</summary>
    public StorePath Folder => Value.LastIndexOf('/') is var slash and >= 0 ? new(Value[..slash]) : Root;

    /// <summary>Checks a path. A single trailing <c>/</c>, as in <c>docs/</c>, is dropped.</summary>
    /// <exception cref="InvalidPathException">The path breaks a rule; the message names it.</exception>
    public static StorePath Parse(string text) =>
        TryParse(text, out var path, out var fault) ? path : throw new InvalidPathException(fault);

    /// <summary>Checks a path without throwing; <paramref name="fault"/> says what is wrong with it.</summary>
    public static bool TryParse(string? text, out StorePath path, out string fault)
    {
        path = default;
        fault = "";
        if (text is null)
        {
            fault = "A path is missing.";
            return false;
        }

        var value = text.EndsWith('/') && text.Length > 1 ? text[..^1] : text;
        if (value.Length == 0)
            return true;
        if (value.StartsWith('/'))
            fault = $"The path '{Shown(text)}' starts with '/'. Paths begin at your own root; leave the slash out.";
        else if (FirstFault(value) is { } why)
            fault = $"The path '{Shown(text)}' is not valid: {why}.";
        if (fault.Length > 0)
            return false;
        path = new StorePath(value);
        return true;
    }

    /// <summary>The path of <paramref name="name"/> inside this folder.</summary>
    /// <exception cref="InvalidPathException">The resulting path breaks a rule.</exception>
    public StorePath Combine(string name) => Parse(IsRoot ? name : $"{Value}/{name}");

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string? FirstFault(string value)
    {
        foreach (var c in value)
        {
            if (char.IsControl(c))
                return "it holds a control character";
            if (c == '\\')
                return @"it holds '\', which separates names on some systems";
        }

        if (!IsWellFormed(value))
            return "it is not valid Unicode";
        if (Encoding.UTF8.GetByteCount(value) > WireLimits.PathBytes)
            return $"it is longer than {WireLimits.PathBytes} bytes";
        foreach (var range in value.AsSpan().Split('/'))
        {
            var name = value.AsSpan(range);
            if (name.IsEmpty)
                return "it holds an empty name";
            if (name is "." or "..")
                return $"'{name}' is not a name";
            if (Encoding.UTF8.GetByteCount(name) > WireLimits.NameBytes)
                return $"one of its names is longer than {WireLimits.NameBytes} bytes";
        }

        return null;
    }

    private static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (!char.IsHighSurrogate(value[i]) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    // What goes into a message for people must itself be harmless to a terminal.
    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, 100)))
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return text.Length > 100 ? shown.Append('…').ToString() : shown.ToString();
    }
}
