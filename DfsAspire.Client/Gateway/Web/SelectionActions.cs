using System.Globalization;
using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.Web.Pages;
using DfsAspire.Client.Gateway.WebDav.Methods;
using DfsAspire.Protocol.Names;
using Microsoft.Extensions.Primitives;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>What forms of the page do with several entries of a folder. Each ends on the folder's page, which says how it went with all of them.</summary>
internal static class SelectionActions
{
    private const long MostMilliseconds = 24L * 60 * 60 * 1000;

    public static Task DeleteAsync(WebCall call, Selection selection)
    {
        var outcome = new SelectionOutcome("deleted");
        return RunAsync(call, selection, outcome, async path =>
        {
            var begun = call.Time.GetTimestamp();
            await DeleteMethod.RunAsync(call.About(path));
            outcome.Deletions.Add(new Deletion(path, call.Time.GetElapsedTime(begun)));
        });
    }

    /// <summary>Brings back what was deleted.</summary>
    /// <param name="call">Who asks.</param>
    /// <param name="selection">What was deleted.</param>
    /// <param name="took">How long the deletion of each took, in milliseconds.</param>
    public static async Task UndeleteAsync(WebCall call, Selection selection, StringValues took)
    {
        if (took.Count != selection.Paths.Count)
            throw new HttpRefusal(StatusCodes.Status400BadRequest, "The form does not say of each name how long its deletion took. Nothing was done; restore what you need from the deleted files.");
        var times = selection.Paths.Zip(took, static (path, text) => (path, TookOf(text))).ToDictionary();
        // Once for all: to list it for each takes as many times as long.
        var beside = (await call.Store.ListDeletedAsync(selection.Folder, call.Aborted)).Entries;
        var outcome = new SelectionOutcome("back");
        await RunAsync(call, selection, outcome, async path =>
        {
            var undelete = await RestoreMethod.UndeleteAsync(call.About(path), times[path], beside);
            if (undelete.Left.Count > 0)
                outcome.Remark(path, $"Back, but {Words.NotAll(undelete.Left)}");
        });
    }

    /// <summary>Asks where to.</summary>
    /// <param name="call">Who asks.</param>
    /// <param name="selection">What is to be moved.</param>
    /// <param name="typed">The folder that stands in the field at first.</param>
    public static async Task AskWhereToAsync(WebCall call, Selection selection, string typed) =>
        await PageWriter.WriteAsync(call.Http, StatusCodes.Status200OK, MovePage.Of(call, selection, typed, await FolderChoices.FindAsync(call, selection.Paths)));

    /// <summary>Moves to a folder, and asks again when it is none that can be meant.</summary>
    public static async Task MoveAsync(WebCall call, Selection selection, string typed)
    {
        StorePath to;
        try
        {
            to = await TargetAsync(call, selection, typed);
        }
        catch (Exception fault) when (fault is HttpRefusal or InvalidPathException)
        {
            call.Session.Leave(new Notice(fault.Message, IsError: true));
            await AskWhereToAsync(call, selection, typed);
            return;
        }

        await RunAsync(
            call, selection, new SelectionOutcome($"moved to '{Words.Place(to)}'"), path => CopyMethod.MoveAsync(call.About(path), to.Combine(path.Name), mayReplace: false));
    }

    private static async Task<StorePath> TargetAsync(WebCall call, Selection selection, string typed)
    {
        var to = Forms.FolderOf(typed);
        _ = call.About(to);
        if (to == selection.Folder)
            throw new HttpRefusal(StatusCodes.Status400BadRequest, $"All of it is in '{Words.Place(to)}' already. Name another folder.");
        return await call.Store.StatAsync(to, call.Aborted) is { IsFolder: true }
            ? to
            : throw new HttpRefusal(StatusCodes.Status409Conflict, $"There is no folder '{to}', and nothing was moved. Name one that is there, or make it first.");
    }

    private static async Task RunAsync(WebCall call, Selection selection, SelectionOutcome outcome, Func<StorePath, Task> act)
    {
        try
        {
            await outcome.RunAsync(selection.Paths, act);
        }
        finally
        {
            // Also when the browser goes away in the middle of it: the next page says how far it came.
            call.Session.Leave(outcome.ToNotice());
        }

        call.GoTo(WebRoutes.Of(selection.Folder, isFolder: true));
    }

    private static TimeSpan? TookOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < MostMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
