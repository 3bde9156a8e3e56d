using System.Text;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.WebDav;
using DfsAspire.Protocol.Authentication;
using Microsoft.AspNetCore.Http;

namespace DfsAspire.Fuzz.Targets;

/// <summary>A URL as a request or its Destination has it, and the header with which somebody logs in.</summary>
internal static class DavUrlTarget
{
    private static readonly HostString Host = new("here", 8080);

    public static FuzzTarget Target { get; } = new("dav-url", Run)
    {
        Seeds = static () => Samples.Words("/dav/docs/%C3%BCber%20a.txt", "http://here:8080/dav/a/", "https://there/dav/a", "Basic YWxpY2U6cGFzc3dvcmQ="),
        Words = Samples.Words("/dav/", "%2F", "%2e%2e", "%00", "%", "..", "//", "\\", "?", "#", "@", ":", "http://", "https://", "here", ":8080", "[::1]", "Basic ", "%F0%9F%98%80", "%ED%A0%80"),
        MaxBytes = 2048,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.Latin1.GetString(input);
        if (BasicCredentials.TryRead(text, out var credentials))
            Promise.That(UserName.IsValid(credentials!.User) && PasswordText.IsValid(credentials.Password), "Who is read could have an account.");
        if (!DestinationUrl.TryRead(text, Host, out var path, out var isElsewhere))
            return;
        Promise.That(!isElsewhere, "What is elsewhere is not read.");
        Promise.That(DavUrl.TryRead(DavUrl.Of(path, isFolder: false), out var same, out _) && same == path, "A path comes back from its URL.");
        Promise.That(DavUrl.TryRead(DavUrl.Of(path, isFolder: true), out var folder, out _) && folder == path, "A folder comes back from its URL.");
    }
}
