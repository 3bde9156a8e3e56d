namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>What can be done with the entries of a folder that are selected. Enter on a box presses the form's first button, so that is the one that changes nothing.</summary>
internal static class SelectionBar
{
    public static Html Bar { get; } = Html.Of($"""
        <div class="selection" id="selection-bar" role="group" aria-labelledby="selection-title" tabindex="-1">
          <p id="selection-title">What is selected:</p>
          <button formaction="{WebRoutes.Selected}/download">{Icons.Of("download")}Download<span class="visually-hidden"> what is selected as a zip archive</span></button>
          <button formaction="{WebRoutes.Selected}/where-to">Move to…</button>
          <details class="pop">
            <summary class="button danger">Delete…<span class="visually-hidden"> what is selected</span></summary>
            <div class="pop-box">
              <p>What is selected goes, folders with everything in them. It can be brought back for a while.</p>
              <button class="danger" formaction="{WebRoutes.Selected}/delete">Delete it all</button>
            </div>
          </details>
          <p class="muted" id="selected" role="status"></p>
        </div>
        """);
}
