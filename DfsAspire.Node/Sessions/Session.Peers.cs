using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Sessions;

/// <summary>What nodes ask each other.</summary>
internal sealed partial class Session
{
    internal Task<bool> IntroduceAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<Introduce, IntroduceReply>(name, message, static request => request.Header, async (request, work) =>
        {
            // What others remember of a node can make it forget its catalog: it speaks for itself only.
            if (request.Node != Caller.Node)
                return NotIntroduced(End(work, Status.Forbidden, $"Node {Caller.Node} introduces itself as node {request.Node}."));
            var identity = _node.Store.Identity;
            // Of another cluster's nodes nothing is to be remembered.
            var told = identity.IsFounded && request.Cluster == identity.Cluster;
            var known = told
                ? await _node.Store.HearPeerAsync(request.Node, request.Incarnation, request.Sequence, work.Token)
                : await _node.Store.GetPeerAsync(request.Node, work.Token);
            return new IntroduceReply(
                Outcome.Ok, identity.Cluster, identity.Incarnation, identity.IsSettled && _node.Store.Distrust is null, known.Incarnation, known.Sequence, _node.Store.AccountsDigest());
        });

    internal Task<bool> GetChangesAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<GetChanges, ChangesReply>(name, message, static request => request.Header, async (request, work) =>
        {
            var (changes, hasMore) = await _node.Store.ListChangesAsync(request.After, ChangesReply.PageBytes, work.Token);
            return new ChangesReply(Outcome.Ok, hasMore, changes);
        });

    internal Task<bool> GetUseAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<GetUse, UseReply>(name, message, static request => request.Header, async (request, work) =>
            new UseReply(Outcome.Ok, await _node.Closing.ReportAsync(request.Contents, work.Token)));

    internal Task<bool> GetStampsAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<GetStamps, StampsReply>(name, message, static request => request.Header, async (request, work) =>
            new StampsReply(Outcome.Ok, await _node.Store.ReportPathsAsync(request.Paths, work.Token)));

    internal Task<bool> CloseContentAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<CloseContent, CloseReply>(name, message, static request => request.Header, async (request, work) =>
        {
            var owned = new OwnedContent(request.User, request.Content);
            if (await _node.Closing.WhyNotAsync(Caller.Node, owned, work.Token) is { } why)
                return new CloseReply(work.End(Status.NotReady, $"Content {request.Content} is not closed on node {_node.Options.Node} yet: {why}."));
            return new CloseReply(await _node.Store.CloseAsync(owned, work.Token)
                ? Outcome.Ok
                : work.End(Status.Conflict, $"Content {request.Content} is committed on node {_node.Options.Node}."));
        });

    internal Task<bool> RepairNowAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<RepairNow, RepairReply>(name, message, static request => request.Header, async (request, work) =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(work.Token, _stopping);
            try
            {
                await _node.RepairAsync(request.Scrub, either.Token);
                return new RepairReply(Outcome.Ok);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return new RepairReply(End(work, Status.Stopping, $"Node {_node.Options.Node} is stopping. What it was asked to repair it repairs after its next start."));
            }
        });

    private static IntroduceReply NotIntroduced(Outcome outcome) => new(outcome, null, 0, false, 0, 0, 0);
}
