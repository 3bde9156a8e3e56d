using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.WebDav.Methods;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>The upload form for browsers without scripts: fields first, then the files, each streamed to the store as it comes.</summary>
internal static class FormUpload
{
    private const int MostFieldBytes = 4 * 1024;
    private const int MostBoundary = 128;

    public static async Task RunAsync(WebCall call)
    {
        var http = call.Http;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var (folder, isKnown, mayReplace, stored) = (StorePath.Root, false, false, 0);
        var form = new FormReader(BoundaryOf(http.Request), http.Request.Body);
        try
        {
            while (await form.NextAsync(call.Aborted) is { } section)
            {
                if (!TryReadDisposition(section, out var field, out var name))
                    continue;
                if (field == SameOriginRule.Field)
                {
                    SameOriginRule.CheckToken(call.Session, await FieldAsync(section, call.Aborted));
                    isKnown = true;
                }
                else if (!isKnown)
                {
                    SameOriginRule.CheckToken(call.Session, token: null);
                }
                else if (field == "path")
                {
                    folder = StorePath.Parse(await FieldAsync(section, call.Aborted));
                }
                else if (field == "replace")
                {
                    mayReplace = true;
                }
                else if (name.Length > 0)
                {
                    await PutMethod.PutAsync(call.About(folder.Combine(name)), section.Body, length: null, makesFolders: false, mayReplace);
                    stored++;
                }
            }
        }
        catch (Exception fault) when (isKnown && fault is HttpRefusal { Status: < 500 } or InvalidPathException or DfsException { Fault: not DfsFault.WrongCredentials })
        {
            var before = stored == 0 ? "" : stored == 1 ? " One file before it is stored." : $" {stored} files before it are stored.";
            call.Session.Leave(new Notice($"{fault.Message}{before}", IsError: true));
            call.GoTo(WebRoutes.Of(folder, isFolder: true));
            return;
        }

        call.Session.Leave(new Notice(stored == 1 ? "One file is stored." : $"{stored} files are stored.", IsError: stored == 0));
        call.GoTo(WebRoutes.Of(folder, isFolder: true));
    }

    /// <summary>What a section is: the name of its field, and of its file, empty when it is none.</summary>
    internal static bool TryReadDisposition(MultipartSection section, out string field, out string file)
    {
        (field, file) = ("", "");
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            return false;
        field = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        // Asking for a parameter that stands there without a value throws.
        var hasStar = disposition.Parameters.Any(static parameter => parameter.Name.Equals("filename*", StringComparison.OrdinalIgnoreCase) && parameter.Value.HasValue);
        var name = (hasStar ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).ToString();
        // Some browsers send the path on the user's machine.
        file = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return true;
    }

    private static async Task<string> FieldAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostFieldBytes];
        var length = await section.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static string BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= MostBoundary } boundary
            ? boundary.ToString()
            : throw new HttpRefusal(StatusCodes.Status415UnsupportedMediaType, "A form with files was expected.");
}
