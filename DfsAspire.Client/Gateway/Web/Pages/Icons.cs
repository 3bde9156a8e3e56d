namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>Small drawings, in the colour of the text beside them. They say nothing that words do not say.</summary>
internal static class Icons
{
    /// <summary>Four parts that make one.</summary>
    public static Html Brand { get; } = Html.Of($"""
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 5a2 2 0 0 1 2-2h6v8H3z"/><path d="M13 3h6a2 2 0 0 1 2 2v6h-8z" opacity=".75"/><path d="M3 13h8v8H5a2 2 0 0 1-2-2z" opacity=".75"/><path d="M13 13h8v6a2 2 0 0 1-2 2h-6z" opacity=".5"/></svg>
        """);

    public static Html Of(string name) => name switch
    {
        "folder" => Drawn("folder", Html.Of($"""<path d="M3 6.5A1.5 1.5 0 0 1 4.500 5h4.200l2 2.500h8.800A1.500 1.500 0 0 1 21 9v8.500a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 17.500z"/>""")),
        "file" => Drawn("file", Html.Of($"""<path d="M6 3.500h8L18.500 8v12.500H6z"/><path d="M14 3.500V8h4.500"/>""")),
        "download" => Drawn("", Html.Of($"""<path d="M12 4v11m0 0 4-4m-4 4-4-4M5 19.500h14"/>""")),
        "upload" => Drawn("", Html.Of($"""<path d="M12 16V5m0 0 4 4m-4-4L8 9M5 19.500h14"/>""")),
        "plus" => Drawn("", Html.Of($"""<path d="M12 5v14M5 12h14"/>""")),
        "more" => Drawn("", Html.Of($"""<path d="M5.500 12h.01M12 12h.01M18.500 12h.01" stroke-width="3"/>""")),
        "check" => Drawn("", Html.Of($"""<path d="m5 12.500 4.500 4.500L19 7.500"/>""")),
        "warning" => Drawn("", Html.Of($"""<path d="M12 4 2.800 19.500h18.400zM12 10v4.500m0 2.500v.01"/>""")),
        "shield" => Drawn("", Html.Of($"""<path d="M12 3.500 5 6v5.500c0 4.200 2.900 7.300 7 9 4.100-1.700 7-4.800 7-9V6z"/>""")),
        _ => Html.None,
    };

    private static Html Drawn(string kind, Html paths) => Html.Of($"""<svg class="icon {kind}" viewBox="0 0 24 24" aria-hidden="true">{paths}</svg>""");
}
