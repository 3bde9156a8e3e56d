using Microsoft.Net.Http.Headers;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>The header that makes a browser keep what comes as a file and never show it: what is in it could act as the page.</summary>
internal static class Attachment
{
    public static string Of(string name)
    {
        var header = new ContentDispositionHeaderValue("attachment");
        header.SetHttpFileName(name);
        return header.ToString();
    }
}
