using System.Text;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>Sends a page, or a piece of one.</summary>
internal static class PageWriter
{
    public static async Task WriteAsync(HttpContext http, int status, Html page)
    {
        var bytes = Encoding.UTF8.GetBytes(page.ToString());
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
