using System.Text;
using DfsAspire.Client.Gateway.WebDav;
using DfsAspire.Client.Gateway.WebDav.Locks;

namespace DfsAspire.Fuzz.Targets;

/// <summary>The If header of WebDAV, and the wish for a lock's time.</summary>
internal static class IfHeaderTarget
{
    public static FuzzTarget Target { get; } = new("if-header", Run)
    {
        Seeds = static () => Samples.Words("(<urn:uuid:1> [\"tag\"]) (Not <DAV:no-lock>)", "<http://here/dav/a> (<t>) (<u>) <http://here/dav/b> ([W/\"e\"])", "Second-600, Infinite"),
        Words = Samples.Words("(", ")", "<", ">", "[", "]", "Not", "not ", "\"", " ", "\t", "<urn:uuid:1>", "[\"e\"]", "Second-", "Infinite", ",", "4294967295"),
        MaxBytes = 2048,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.Latin1.GetString(input);
        var wish = LockTimeout.Read(text);
        Promise.That(wish > TimeSpan.Zero, "A lock gets some time.");
        if (IfHeader.TryRead(text) is not { } header)
            return;
        Promise.That(header.Lists.Count > 0 && header.Lists.All(static list => list.Conditions.Count > 0), "A header has a list, and a list a condition.");
        Promise.That(header.Lists.Select(static list => list.Resource is null).Distinct().Count() == 1, "Lists with and without a resource are not mixed.");
        var again = IfHeader.TryRead(Write(header));
        Promise.That(again is not null && Write(again) == Write(header), "What was read, written and read again is the same.");
    }

    private static string Write(IfHeader header) => string.Join(' ', header.Lists.Select(static list =>
        $"{(list.Resource is { } resource ? $"<{resource}> " : "")}({string.Join(' ', list.Conditions.Select(Write))})"));

    private static string Write(IfCondition condition) =>
        $"{(condition.IsNegated ? "Not " : "")}{(condition.IsETag ? $"[{condition.Value}]" : $"<{condition.Value}>")}";
}
