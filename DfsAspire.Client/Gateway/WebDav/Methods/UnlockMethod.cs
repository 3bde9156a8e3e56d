using System.Xml.Linq;
using DfsAspire.Client.Gateway.Http;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>UNLOCK of a lock that covers the path.</summary>
internal static class UnlockMethod
{
    public static Task RunAsync(DavCall call)
    {
        var token = call.Request.Headers["Lock-Token"].ToString().Trim();
        if (token.Length < 3 || token[0] != '<' || token[^1] != '>')
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "The Lock-Token header is missing, or has no <token>.");
        var held = call.Locks.Covering(call.Store.User, call.Path).FirstOrDefault(held => held.Token == token[1..^1])
            ?? throw new HttpRefusal(StatusCodes.Status409Conflict, $"No such lock is held on '{call.Path}'; it may have run out.")
            {
                Condition = new XElement(DavXml.Dav + "lock-token-matches-request-uri"),
            };
        call.Locks.Remove(held);
        call.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
