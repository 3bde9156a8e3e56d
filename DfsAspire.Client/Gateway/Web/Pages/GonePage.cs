using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>A file that is not there any more, of which nodes still keep versions.</summary>
internal static class GonePage
{
    public static Html Of(WebCall call, VersionListing versions) => Layout.Of(call, Words.Title(versions.Path), Html.Of($"""
        {FolderPage.Crumbs(versions.Path)}
        <div class="title"><h1>{Icons.Of("file")}{Words.Name(versions.Path.Name)}</h1></div>
        <div class="stack">
          <section class="card" aria-label="The file">
            <p>{Sentence(versions.Versions[0])} What it held is kept for a while and can be brought back.</p>
          </section>
          {VersionTable.Of(call, versions)}
        </div>
        """));

    private static Html Sentence(FileVersion last) => (last.IsMoved, last.ReplacedAt) switch
    {
        (true, _) => Html.Of($"This file was moved away."),
        (_, { } time) => Html.Of($"This file was deleted {Words.Time(time)}."),
        _ => Html.Of($"This file was deleted."),
    };
}
