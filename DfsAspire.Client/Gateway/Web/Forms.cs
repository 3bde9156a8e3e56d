using DfsAspire.Client.Gateway.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>Reads the small forms of the page.</summary>
internal static class Forms
{
    private const int MostBytes = 16 * 1024;
    private const int MostFields = 16;

    /// <exception cref="HttpRefusal">It is no form, or longer than any of ours.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            throw new HttpRefusal(StatusCodes.Status415UnsupportedMediaType, "A form was expected.");
        try
        {
            return await http.Request.ReadFormAsync(new FormOptions { ValueCountLimit = MostFields, ValueLengthLimit = MostBytes, BufferBodyLengthLimit = MostBytes }, http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "The form cannot be read.");
        }
    }
}
