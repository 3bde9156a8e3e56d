using System.Text;
using DfsAspire.Client.Gateway.Web;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Where a log-in shall lead, as a form says: nowhere but to this gateway.</summary>
internal static class LocalUrlTarget
{
    private static readonly Uri Here = new("https://here:8443/");

    public static FuzzTarget Target { get; } = new("local-url", Run)
    {
        Seeds = static () => Samples.Words("/files/docs/", "/files/../../x", "//there/files/", "/files/?details"),
        Words = Samples.Words("/files/", "//", "/\\", "http://", "there", "@", ":", "%2F", "..", "\t", "\r\n", "?", "#", " ", "ü"),
        MaxBytes = 1024,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var url = LocalUrl.OrFiles(Encoding.Latin1.GetString(input));
        Promise.That(url.All(static c => c is > ' ' and < '\u007f'), "It is one line of a header.");
        Promise.That(Uri.TryCreate(Here, url, out var target) && target.Authority == Here.Authority && target.Scheme == Here.Scheme, "It is an address of this gateway.");
    }
}
