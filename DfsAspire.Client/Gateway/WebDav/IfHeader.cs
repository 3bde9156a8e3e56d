namespace DfsAspire.Client.Gateway.WebDav;

/// <summary>One condition of an If header: a state token, or an entity tag with its quotes.</summary>
internal readonly record struct IfCondition(bool IsNegated, bool IsETag, string Value);

/// <summary>Conditions that must hold together, of the resource that is named or of the request's own (null).</summary>
internal sealed record IfList(string? Resource, IReadOnlyList<IfCondition> Conditions);

/// <summary>The If header of RFC 4918, section 10.4: it holds when one of its lists does.</summary>
internal sealed record IfHeader(IReadOnlyList<IfList> Lists)
{
    /// <summary>The longest header that is read.</summary>
    public const int MostCharacters = 8 * 1024;

    /// <summary>The state tokens that it names anywhere: naming a lock's token is submitting it.</summary>
    public IEnumerable<string> Tokens => Lists.SelectMany(list => list.Conditions).Where(condition => !condition.IsETag).Select(condition => condition.Value);

    /// <summary>Reads the header; null when it is none.</summary>
    public static IfHeader? TryRead(string text)
    {
        if (text.Length > MostCharacters)
            return null;
        var reader = new Reader(text);
        var lists = new List<IfList>();
        string? resource = null;
        bool? isTagged = null;
        reader.SkipBlanks();
        while (!reader.AtEnd)
        {
            if (reader.Next == '<')
            {
                // Lists with and without a resource are not mixed, and a resource has a list.
                if (isTagged == false || reader.TryTake('<', '>') is not { } tag)
                    return null;
                (isTagged, resource) = (true, tag);
                reader.SkipBlanks();
            }

            if (reader.AtEnd || reader.Next != '(' || TryReadList(ref reader) is not { } conditions)
                return null;
            isTagged ??= false;
            lists.Add(new IfList(resource, conditions));
            reader.SkipBlanks();
        }

        return lists.Count > 0 ? new IfHeader(lists) : null;
    }

    private static List<IfCondition>? TryReadList(ref Reader reader)
    {
        var conditions = new List<IfCondition>();
        reader.Skip();
        while (true)
        {
            reader.SkipBlanks();
            if (reader.AtEnd)
                return null;
            if (reader.Next == ')')
            {
                reader.Skip();
                return conditions.Count > 0 ? conditions : null;
            }

            var isNegated = reader.TrySkip("Not");
            reader.SkipBlanks();
            if (reader.AtEnd)
                return null;
            var isETag = reader.Next == '[';
            if ((isETag ? reader.TryTake('[', ']') : reader.TryTake('<', '>')) is not { } value)
                return null;
            conditions.Add(new IfCondition(isNegated, isETag, value));
        }
    }

    private ref struct Reader(string text)
    {
        private int _at;

        public readonly bool AtEnd => _at == text.Length;

        public readonly char Next => text[_at];

        public void Skip() => _at++;

        public void SkipBlanks()
        {
            while (!AtEnd && Next is (' ' or '\t'))
                _at++;
        }

        public bool TrySkip(string word)
        {
            if (!text.AsSpan(_at).StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return false;
            _at += word.Length;
            return true;
        }

        // What stands between the two; nothing at all is nothing.
        public string? TryTake(char open, char close)
        {
            if (Next != open)
                return null;
            var end = text.IndexOf(close, _at);
            if (end <= _at + 1)
                return null;
            var taken = text[(_at + 1)..end];
            _at = end + 1;
            return taken;
        }
    }
}
