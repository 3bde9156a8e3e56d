using DfsAspire.Client.Gateway.Web;
using DfsAspire.Client.Gateway.WebDav.Methods;
using Microsoft.AspNetCore.Http.Features;

namespace DfsAspire.Client.Gateway.Api;

/// <summary>The contents of files.</summary>
internal static class FileMethods
{
    public static Task GetAsync(ApiCall call)
    {
        call.Http.Response.Headers.ContentDisposition = call.Path.IsRoot ? default : Attachment.Of(call.Path.Name);
        return call.Http.Request.Query[ApiRoutes.Version].ToString() is { Length: > 0 } id
            ? GetMethod.SendVersionAsync(call.About(call.Path), id)
            : GetMethod.RunAsync(call.About(call.Path));
    }

    public static async Task PutAsync(ApiCall call)
    {
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        PutMethod.NeedWhole(call.Http.Request);
        var receipt = await PutMethod.PutAsync(call.About(call.Path), call.Http.Request.Body, call.Http.Request.ContentLength, makesFolders: true);
        var isNew = call.Http.Response.StatusCode == StatusCodes.Status201Created;
        await call.WriteAsync(
            isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            new StoredShape(receipt.Path.Value, receipt.Length, $"\"{receipt.Content}\"", receipt.Nodes, receipt.Loans), ApiShapes.Default.StoredShape);
    }
}
