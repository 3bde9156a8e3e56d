namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>What the gateway does, by the method's name.</summary>
internal static class DavMethods
{
    /// <summary>The methods, as the header Allow has them.</summary>
    public const string Allowed = "OPTIONS, HEAD, GET, PUT, DELETE, MKCOL, COPY, MOVE, PROPFIND, PROPPATCH, LOCK, UNLOCK";

    /// <summary>Who answers; null for a method that there is not.</summary>
    public static Func<DavCall, Task>? Find(string method) => method switch
    {
        "OPTIONS" => OptionsAsync,
        "HEAD" or "GET" => GetMethod.RunAsync,
        "PUT" => PutMethod.RunAsync,
        "DELETE" => DeleteMethod.RunAsync,
        "MKCOL" => MakeCollectionMethod.RunAsync,
        "COPY" => CopyMethod.CopyAsync,
        "MOVE" => CopyMethod.MoveAsync,
        "PROPFIND" => PropFindMethod.RunAsync,
        "PROPPATCH" => PropPatchMethod.RunAsync,
        "LOCK" => LockMethod.RunAsync,
        "UNLOCK" => UnlockMethod.RunAsync,
        _ => null,
    };

    /// <summary>Whether a method changes something. One that only reads may have a query in its address, which says nothing.</summary>
    public static bool Changes(string method) => method is not ("OPTIONS" or "HEAD" or "GET" or "PROPFIND");

    private static Task OptionsAsync(DavCall call)
    {
        call.Response.Headers.Allow = Allowed;
        call.Response.Headers["DAV"] = "1, 2";
        // Without this, Windows looks for another protocol.
        call.Response.Headers["MS-Author-Via"] = "DAV";
        return Task.CompletedTask;
    }
}
