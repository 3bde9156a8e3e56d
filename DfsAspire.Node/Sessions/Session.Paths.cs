using DfsAspire.Node.Storage;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Sessions;

internal sealed partial class Session
{
    internal Task<bool> PlaceStampAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<PlaceStamp, StampReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name).Tag(DfsTelemetry.Path, request.Path.Value);
            var highest = await _node.Store.PlaceStampAsync(
                Caller.Name, request.Path, request.Stamp, request.Content, request.Size, request.MovedFrom, work.Token);
            return new StampReply(Outcome.Ok, _node.View(), highest);
        });

    internal Task<bool> CommitAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<Commit, CommitReply>(name, message, static request => request.Header, async (request, work) =>
        {
            TagEntry(work, request.Entry.Entry);
            if (IsStale(request.Ticket))
                return new CommitReply(End(work, Status.StaleTicket, TicketTooOld), _node.View(), Stamp.None);
            var result = await _node.Store.CommitAsync(Caller.Name, request.Entry, request.KeyRecord, work.Token);
            _node.Metrics.Committed(name, result.Status);
            return new CommitReply(End(work, result.Status, result.Text), _node.View(), result.Committed);
        });

    internal Task<bool> FinishAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<Finish, FinishReply>(name, message, static request => request.Header, async (request, work) =>
        {
            TagEntry(work, request.Entry.Entry);
            if (IsStale(request.Ticket))
                return new FinishReply(End(work, Status.StaleTicket, TicketTooOld), _node.View(), Stamp.None);
            var result = await _node.Store.FinishAsync(Caller.Name, request.Entry, request.KeyRecord, work.Token);
            _node.Metrics.Committed(name, result.Status);
            return new FinishReply(End(work, result.Status, result.Text), _node.View(), result.Committed);
        });

    internal Task<bool> GetStateAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<GetState, StateReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name).Tag(DfsTelemetry.Path, request.Path.Value);
            // Taken before the state is read: the ticket must not be younger than what it vouches for.
            var view = _node.View();
            var state = await _node.Store.GetStateAsync(Caller.Name, request.Path, work.Token);
            return new StateReply(Outcome.Ok, view, state.Entry, state.KeyRecord, state.Held, state.Highest);
        });

    internal Task<bool> ListFolderAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<ListFolder, ListReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name).Tag(DfsTelemetry.Path, request.Folder.Value);
            var view = _node.View();
            var page = await _node.Store.ListAsync(Caller.Name, request.Folder, request.After, ListReply.PageBytes, work.Token);
            return new ListReply(Outcome.Ok, view, page.HasMore, page.Items);
        });

    internal Task<bool> ListVersionsAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<ListVersions, VersionsReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name).Tag(DfsTelemetry.Path, request.Folder.Value);
            var view = _node.View();
            var page = await _node.Store.ListVersionsAsync(
                Caller.Name, request.Folder, request.Name, request.AfterName, request.AfterStamp, VersionsReply.PageBytes, work.Token);
            return new VersionsReply(Outcome.Ok, view, page.HasMore, page.Items);
        });

    internal Task<bool> GetContentAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<GetContent, ContentReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name).Tag(DfsTelemetry.Content, request.Content.ToString());
            // Taken before the content is looked at: the ticket must not be younger than what it vouches for.
            var view = _node.View();
            var content = await _node.Store.GetContentAsync(Caller.Name, request.Content, work.Token);
            return new ContentReply(Outcome.Ok, view, content.KeyRecord, content.Held);
        });

    internal Task<bool> DiscardAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<Discard, DiscardReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name).Tag(DfsTelemetry.Content, request.Content.ToString());
            await _node.Store.DiscardAsync(Caller.Name, request.Content, work.Token);
            return new DiscardReply(Outcome.Ok);
        });

    internal Task<bool> ConfirmPartsAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<ConfirmParts, ConfirmReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name);
            await _node.Store.ConfirmAsync(Caller.Name, request.Parts, work.Token);
            return new ConfirmReply(Outcome.Ok);
        });

    internal Task<bool> CheckPartAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<CheckPart, CheckReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name).Tag(DfsTelemetry.Content, request.Content.ToString()).TagPart(request.Part);
            var check = await _node.Store.CheckPartAsync(Caller.Name, request.Content, request.Part, work.Token);
            return new CheckReply(End(work, check.Status, check.Text), check.Size);
        });

    internal Task<bool> GetStagedAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<GetStaged, StagedReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name).Tag(DfsTelemetry.Content, request.Content.ToString());
            try
            {
                return new StagedReply(Outcome.Ok, await _node.Store.GetStagedAsync(Caller.Name, request.Content, work.Token));
            }
            catch (StoreException closed) when (closed.Status == Status.Closed)
            {
                return new StagedReply(End(work, closed.Status, closed.Message), StagedReply.Nothing);
            }
        });

    private static string TicketTooOld =>
        $"The request rests on an answer older than {WireLimits.TicketAge.TotalSeconds:0} seconds; ask for the path's state again.";

    private bool IsStale(long ticket)
    {
        var age = _node.Ticket - ticket;
        return age < 0 || age > WireLimits.TicketAge.TotalMilliseconds;
    }

    private void TagEntry(RequestWork work, Entry entry) => work
        .Tag(DfsTelemetry.User, Caller.Name)
        .Tag(DfsTelemetry.Path, entry.Path.Value)
        .Tag(DfsTelemetry.Content, entry.Content.IsNone ? null : entry.Content.ToString());
}
