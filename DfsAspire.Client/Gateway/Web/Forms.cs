using DfsAspire.Client.Gateway.Http;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Names;
using Microsoft.AspNetCore.Http.Features;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>Reads the forms of the page that hold no files.</summary>
internal static class Forms
{
    private const int MostBytes = 16 * 1024;
    private const int MostFields = 16;

    // A byte of a name is three characters at the most; the names of its fields and how long its deletion took come along.
    private const int BytesOfName = 3 * WireLimits.NameBytes + 64;

    // The name, and how long its deletion took.
    private const int FieldsOfName = 2;

    /// <summary>Reads a form.</summary>
    /// <param name="http">The request.</param>
    /// <param name="mostNames">How many names of entries it may have besides.</param>
    /// <exception cref="HttpRefusal">It is no form, or longer than any of ours.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext http, int mostNames = 0)
    {
        var mostBytes = MostBytes + mostNames * BytesOfName;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = mostBytes;
        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            throw new HttpRefusal(StatusCodes.Status415UnsupportedMediaType, "A form was expected.");
        try
        {
            return await http.Request.ReadFormAsync(
                new FormOptions { ValueCountLimit = MostFields + mostNames * FieldsOfName, ValueLengthLimit = MostBytes, BufferBodyLengthLimit = mostBytes }, http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "The form cannot be read, or has more fields than any of this page. Nothing was changed.");
        }
    }

    /// <summary>The path of a name in a folder. A slash would make a path of the name.</summary>
    /// <exception cref="HttpRefusal">The name is empty, or a path.</exception>
    /// <exception cref="InvalidPathException">It is no name for another reason.</exception>
    public static StorePath PathOf(StorePath folder, string name) => name.Length > 0 && !name.Contains('/', StringComparison.Ordinal)
        ? folder.Combine(name)
        : throw new HttpRefusal(StatusCodes.Status400BadRequest, "A name has at least one character, and no '/'.");

    /// <summary>The folder that somebody has typed.</summary>
    /// <exception cref="InvalidPathException">It is no path.</exception>
    public static StorePath FolderOf(string text) => StorePath.Parse(text.Trim().TrimStart('/'));
}
