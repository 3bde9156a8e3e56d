using System.Xml.Linq;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.WebDav.Properties;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav.Methods;

/// <summary>PROPFIND of a path, or of a folder and what lies directly in it.</summary>
internal static class PropFindMethod
{
    public static async Task RunAsync(DavCall call)
    {
        if (call.DepthOr(DavDepth.Infinity) is var depth && depth == DavDepth.Infinity)
        {
            throw new HttpRefusal(StatusCodes.Status403Forbidden, "A whole tree is not listed at once. Ask with Depth 0 or 1.")
            {
                Condition = new XElement(DavXml.Dav + "propfind-finite-depth"),
            };
        }

        var request = PropFindRequest.TryRead(await call.ReadBodyAsync())
            ?? throw new HttpRefusal(StatusCodes.Status400BadRequest, "The body is no propfind of RFC 4918, section 14.20.");
        var entry = await call.Store.StatAsync(call.Path, call.Aborted)
            ?? throw new HttpRefusal(StatusCodes.Status404NotFound, $"'{call.Path}' was not found.");
        await Preconditions.CheckIfHeaderAsync(call);
        var members = depth == DavDepth.One && entry.IsFolder ? await Members.ListAsync(call.Store, call.Path, call.Aborted) : [];
        var own = request.MayBeDead ? await call.Properties.ReadAsync(call.Path, call.Aborted) : PropertySet.Empty;
        var quota = request.IsOfQuota && entry.IsFolder ? await QuotaProperties.ReadOrNoneAsync(call.Store, call.Aborted) : PropertySet.Empty;

        await using var answer = await MultiStatus.BeginAsync(call.Response);
        await AddAsync(entry, own);
        var withProperties = members.Where(member => HiddenNames.IsHidden(member.Path.Name)).Select(member => member.Path).ToHashSet();
        foreach (var member in members.Where(member => !HiddenNames.IsHidden(member.Path.Name)))
        {
            var dead = request.MayBeDead && HasProperties(member.Path, withProperties) ? await call.Properties.ReadOrNoneAsync(member.Path, call.Aborted) : PropertySet.Empty;
            await AddAsync(member, dead);
        }

        Task AddAsync(ListedEntry one, PropertySet dead)
        {
            var (found, missing) = (new List<XElement>(), new List<XElement>());
            foreach (var name in request.Names ?? [.. LiveProperties.Names, .. dead.Names])
            {
                if ((LiveProperties.Find(name, one, call) ?? dead.Find(name) ?? (one.IsFolder ? quota.Find(name) : null)) is { } property)
                    found.Add(request.NamesOnly ? new XElement(name) : property);
                else if (request.Names is not null)
                    missing.Add(new XElement(name));
            }

            return answer.AddAsync(
                DavUrl.Of(one.Path, one.IsFolder), [(StatusCodes.Status200OK, found), (StatusCodes.Status404NotFound, missing)], call.Aborted);
        }
    }

    private static bool HasProperties(StorePath path, HashSet<StorePath> hidden) =>
        hidden.Count > 0 && HiddenNames.PropertiesOf(path) is { } file && hidden.Contains(file);
}
