using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Sessions;

/// <summary>What a client asks that wraps its user's keys anew.</summary>
internal sealed partial class Session
{
    internal Task<bool> GetKeyRecordsAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<GetKeyRecords, KeyRecordsReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name);
            var page = await _node.Store.ListKeyRecordsAsync(Caller.Name, request.After, request.Below, work.Token);
            return new KeyRecordsReply(Outcome.Ok, page.MasterKey, page.Taken, page.Last, page.Records);
        });

    internal Task<bool> PutKeyRecordsAsync(string name, ReadOnlyMemory<byte> message) =>
        AnswerAsync<PutKeyRecords, PutKeyRecordsReply>(name, message, static request => request.Header, async (request, work) =>
        {
            work.Tag(DfsTelemetry.User, Caller.Name);
            await _node.Store.PutKeyRecordsAsync(Caller.Name, request.Records, work.Token);
            return new PutKeyRecordsReply(Outcome.Ok);
        });
}
