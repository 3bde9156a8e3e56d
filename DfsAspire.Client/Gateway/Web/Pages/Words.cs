using System.Globalization;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>Names, sizes and times as the page shows them.</summary>
internal static class Words
{
    /// <summary>A name of the user's: it keeps its own direction, and characters that would make it look like another one are spelled out.</summary>
    public static Html Name(string name) => Html.Of($"<bdi>{DisplayText.Safe(name)}</bdi>");

    /// <summary>What a folder is called; the root's own name is "Files".</summary>
    public static string Title(StorePath folder) => folder.IsRoot ? "Files" : DisplayText.Safe(folder.Name);

    /// <summary>Where a folder lies, in a sentence.</summary>
    public static string Place(StorePath folder) => folder.IsRoot ? "Files" : folder.Value;

    /// <summary>The names of the first few, and how many more there are.</summary>
    public static string Some(IReadOnlyCollection<StorePath> paths)
    {
        const int named = 3;
        var names = string.Join(", ", paths.Take(named).Select(path => $"'{path.Name}'"));
        return paths.Count > named ? string.Create(CultureInfo.InvariantCulture, $"{names} and {paths.Count - named} more") : names;
    }

    /// <summary>The end of a sentence about a folder that is back without some of what was in it.</summary>
    public static string NotAll(IReadOnlyCollection<StorePath> left) => $"not all that was in it: {Some(left)} cannot be restored just now, or something else lies there.";

    public static string Size(long bytes) => ByteSize.Format(bytes);

    /// <summary>A moment, which scripts put into the reader's own time zone.</summary>
    public static Html Time(DateTimeOffset time) => Html.Of(
        $"""<time datetime="{Machine(time)}">{time.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC</time>""");

    /// <summary>The same to the second, where two moments of a minute must not look alike.</summary>
    public static Html ExactTime(DateTimeOffset time) => Html.Of(
        $"""<time datetime="{Machine(time)}" data-exact>{time.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture)} UTC</time>""");

    /// <summary>How safe a file is: a colour, a word or two, and the sentence.</summary>
    public static (string Mood, string Short, string Sentence) Safety(ListedEntry entry) => entry.Survives switch
    {
        null => ("", "", ""),
        < 0 => ("bad", "Incomplete", "A part of it is on no node that answers. It cannot be read until a node comes back."),
        0 => ("warn", "At risk", "It can be read. Losing one more node may lose it, until the missing one is back."),
        1 => ("good", "Safe", "It survives the loss of any one node."),
        { } nodes => ("good", "Safe", string.Create(CultureInfo.InvariantCulture, $"It survives the loss of any {nodes} nodes.")),
    };

    public static Html Badge(string mood, string text) => Html.Of($"""<span class="badge {mood}">{text}</span>""");

    public static string Span(TimeSpan time)
    {
        FormattableString text = time switch
        {
            { TotalSeconds: < 60 } => $"less than a minute",
            { TotalMinutes: < 60 } => $"{(int)time.TotalMinutes} min",
            { TotalHours: < 48 } => $"{(int)time.TotalHours} h",
            _ => $"{(int)time.TotalDays} days",
        };
        return FormattableString.Invariant(text);
    }

    private static string Machine(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
