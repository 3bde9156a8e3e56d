using DfsAspire.Client.Gateway.Http;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>Entries of one folder that a form names.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Paths">The entries, at least one and none twice.</param>
internal sealed record Selection(StorePath Folder, IReadOnlyList<StorePath> Paths)
{
    /// <summary>The most that one form may name: they are taken one after the other, while the browser waits.</summary>
    public const int Most = 500;

    /// <summary>The field that names an entry; a form has it once for each.</summary>
    public const string Field = "name";

    /// <summary>Reads what a form names.</summary>
    /// <exception cref="HttpRefusal">It names nothing, too many, a path instead of a name, or what the gateway keeps for itself.</exception>
    /// <exception cref="InvalidPathException">One of the names is none.</exception>
    public static Selection Of(WebCall call, StorePath folder, IFormCollection form)
    {
        var names = form[Field];
        if (names.Count == 0)
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "Nothing was selected, and nothing was done. Tick the boxes of what you mean, and press the button again.");
        if (names.Count > Most)
            throw new HttpRefusal(StatusCodes.Status400BadRequest, $"More than {Most} were selected, and so many are not taken at once. Nothing was done; select fewer.");
        // All of them first: a form with a name that is none was not made by the page, and nothing of it is done.
        return new Selection(folder, [.. names.Select(name => call.About(Forms.PathOf(folder, name ?? "")).Path).Distinct()]);
    }
}
