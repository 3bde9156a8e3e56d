using DfsAspire.Client.Gateway.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace DfsAspire.Client.Gateway.Web.Pages;

/// <summary>What is shown when a page cannot be.</summary>
internal static class ErrorPage
{
    public static Html Of(HttpRefusal refusal) => Layout.Of(ReasonPhrases.GetReasonPhrase(refusal.Status), Html.Of($"""
        <div class="card narrow">
          <h1>{Title(refusal.Status)}</h1>
          <p>{refusal.Message}</p>
          <p><a class="button" href="{WebRoutes.Home}">To your files</a></p>
        </div>
        """));

    private static string Title(int status) => status switch
    {
        StatusCodes.Status404NotFound => "Nothing is here",
        StatusCodes.Status429TooManyRequests => "Too fast",
        StatusCodes.Status503ServiceUnavailable => "Not just now",
        StatusCodes.Status507InsufficientStorage => "No room",
        _ => "That did not work",
    };
}
