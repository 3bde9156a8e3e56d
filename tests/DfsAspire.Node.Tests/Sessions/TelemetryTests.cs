using System.Collections.Concurrent;
using System.Diagnostics;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Telemetry;

namespace DfsAspire.Node.Tests.Sessions;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_stage_is_a_span_below_its_clients()
    {
        var trace = ActivityTraceId.CreateRandom();
        var parent = ActivitySpanId.CreateRandom();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == DfsTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == trace)
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);
        var file = new TestFile(node.Alice, "a", 5000);
        var header = new RequestHeader($"00-{trace}-{parent}-01", null, 0);

        await client.StageAsync(file.Stage(2) with { Header = header }, file.Part(2));
        await client.FetchAsync(new FetchPart(header, file.Content, 4, 0, -1));
        // The span ends after its reply was sent; the next request is served after that.
        await client.AskAsync<GetState, StateReply>(new GetState(TestConnection.NoHeader, file.Path));

        Assert.Collection(
            spans,
            stage =>
            {
                Assert.Equal("receive part", stage.OperationName);
                Assert.Equal((parent, ActivityKind.Server), (stage.ParentSpanId, stage.Kind));
                Assert.Equal(2, stage.GetTagItem(DfsTelemetry.Part));
                Assert.Equal(5000L, stage.GetTagItem(DfsTelemetry.Bytes));
                Assert.Equal(5L, stage.GetTagItem(DfsTelemetry.Chunks));
                Assert.Equal(false, stage.GetTagItem(DfsTelemetry.Loan));
                Assert.IsType<double>(stage.GetTagItem(DfsTelemetry.SyncMilliseconds));
                Assert.NotEqual(ActivityStatusCode.Error, stage.Status);
            },
            fetch =>
            {
                Assert.Equal("send part", fetch.OperationName);
                Assert.Equal(ActivityStatusCode.Error, fetch.Status);
                Assert.Equal(nameof(Status.PartMissing), fetch.GetTagItem(DfsTelemetry.Status));
            });
    }

    [Fact]
    public async Task A_caller_that_keeps_out_of_the_traces_keeps_the_node_out_too()
    {
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == DfsTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = span =>
            {
                if (span.TraceId == trace)
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var node = await RunningNode.StartAsync();
        using var client = await node.LogInAsync(node.Alice);

        await client.AskAsync<GetNodeStatus, NodeStatusReply>(
            new GetNodeStatus(new RequestHeader($"00-{trace}-{ActivitySpanId.CreateRandom()}-00", null, 0)));
        Assert.Empty(spans);
        await client.AskAsync<GetNodeStatus, NodeStatusReply>(
            new GetNodeStatus(new RequestHeader($"00-{trace}-{ActivitySpanId.CreateRandom()}-01", null, 0)));
        Assert.Single(spans);
    }
}
