using System.Xml.Linq;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Properties;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>PROPPATCH: all of the changes, or none.</summary>
internal static class PropPatchMethod
{
    public static async Task RunAsync(DavCall call)
    {
        var request = PropPatchRequest.TryRead(await call.ReadBodyAsync())
            ?? throw new HttpRefusal(StatusCodes.Status400BadRequest, "The body is no propertyupdate of RFC 4918, section 14.19.");
        using var gate = await call.Gates.EnterAsync(call.Store.User, call.Path, isTree: false, call.Aborted);
        var entry = await call.Store.StatAsync(call.Path, call.Aborted)
            ?? throw new HttpRefusal(StatusCodes.Status404NotFound, $"'{call.Path}' was not found.");
        await Preconditions.CheckIfHeaderAsync(call);
        Preconditions.CheckForWrite(call.Request, entry);
        LockRule.NeedWrite(call, call.Path);
        var groups = await ApplyAsync(call, request);
        await using var answer = await MultiStatus.BeginAsync(call.Response);
        await answer.AddAsync(DavUrl.Of(call.Path, entry.IsFolder), groups, call.Aborted);
    }

    private static async Task<IReadOnlyList<(int Status, IReadOnlyList<XElement> Properties)>> ApplyAsync(DavCall call, PropPatchRequest request)
    {
        var names = request.Changes.Select(change => change.Property.Name).Distinct().ToList();
        var refused = names.Where(LiveProperties.IsProtected).ToList();
        if (refused.Count > 0)
            return [Group(StatusCodes.Status403Forbidden, refused), Group(StatusCodes.Status424FailedDependency, names.Except(refused))];
        var properties = await call.Properties.ReadAsync(call.Path, call.Aborted);
        foreach (var change in request.Changes)
        {
            if (change.IsRemoval)
                properties.Remove(change.Property.Name);
            else
                properties.Set(change.Property);
        }

        var isKept = await call.Properties.TryWriteAsync(call.Path, properties, call.Aborted);
        return [Group(isKept ? StatusCodes.Status200OK : StatusCodes.Status507InsufficientStorage, names)];
    }

    private static (int Status, IReadOnlyList<XElement> Properties) Group(int status, IEnumerable<XName> names) => (status, [.. names.Select(name => new XElement(name))]);
}
