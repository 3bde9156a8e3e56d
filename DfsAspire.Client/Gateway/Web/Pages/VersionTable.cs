using DfsAspire.Client.Store;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>What a file holds and held, each version to be downloaded and brought back while nodes keep it.</summary>
internal static class VersionTable
{
    public static Html Of(WebCall call, VersionListing listing)
    {
        var old = listing.Versions.Where(version => !version.IsCurrent).ToList();
        return Html.Of($"""
            <section class="card" id="versions" aria-labelledby="versions-title">
              <h2 id="versions-title">Earlier versions</h2>
              {(listing.MayBeOld ? Html.Of($"""<p>Only one node answers, so some may be missing here.</p>""") : Html.None)}
              {(old.Count == 0 ? Html.Of($"""<p class="muted">None is kept. What is overwritten or deleted stays for a while.</p>""") : Table(call, listing, old))}
            </section>
            """);
    }

    private static Html Table(WebCall call, VersionListing listing, IReadOnlyList<FileVersion> versions) => Html.Of($"""
        <table class="plain">
          <caption class="visually-hidden">Earlier versions of {Words.Name(listing.Path.Name)}, the newest first</caption>
          <thead><tr><th scope="col">Written</th><th scope="col" class="number wide">Size</th><th scope="col" class="wide">Kept until</th><th scope="col"><span class="visually-hidden">What to do</span></th></tr></thead>
          <tbody>{versions.Select(version => Row(call, version))}</tbody>
        </table>
        """);

    private static Html Row(WebCall call, FileVersion version)
    {
        var time = Words.ExactTime(version.WrittenAt);
        return Html.Of($"""
            <tr>
              <th scope="row">{time}{Remark(version)}<span class="small muted">{Words.Size(version.Length)}</span></th>
              <td class="number wide">{Words.Size(version.Length)}</td>
              <td class="wide">{Kept(version)}</td>
              <td class="actions">
                <a class="icon-button" href="{WebRoutes.Of(version)}" title="Download">{Icons.Of("download")}<span class="visually-hidden">Download the version of {time}</span></a>
                {Restore(call, version, Html.Of($" the version of {time}"))}
              </td>
            </tr>
            """);
    }

    /// <summary>The button that makes a version what its path holds.</summary>
    public static Html Restore(WebCall call, FileVersion version, Html what) => Html.Of($"""
        <form method="post" action="{WebRoutes.Do}/restore">
          {Layout.Token(call.Session)}
          <input type="hidden" name="path" value="{version.Path.Value}">
          <input type="hidden" name="{WebRoutes.Version}" value="{version.Id}">
          <input type="hidden" name="back" value="{WebRoutes.Of(version.Path, isFolder: false)}">
          <button>Restore<span class="visually-hidden">{what}</span></button>
        </form>
        """);

    /// <summary>Until when nodes keep it.</summary>
    public static Html Kept(FileVersion version) => version.KeptUntil is { } until ? Words.Time(until) : Html.Of($"""<span class="muted">not known</span>""");

    /// <summary>What makes this version another one than the rest.</summary>
    public static Html Remark(FileVersion version) =>
        !version.IsComplete ? Html.Of($" {Words.Badge("bad", "Incomplete")}")
        : version.IsMoved ? Html.Of($" {Words.Badge("", "Moved away")}")
        : Html.None;
}
