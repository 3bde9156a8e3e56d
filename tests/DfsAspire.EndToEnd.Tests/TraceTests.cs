using DfsAspire.Client.Store;
using DfsAspire.EndToEnd.Tests.Telemetry;
using DfsAspire.Protocol.Names;
using DfsAspire.Protocol.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>What a dashboard has to show of a command: the client's spans, and below each the node's.</summary>
public sealed class TraceTests(RunningStore store)
{
    private const string Service = "end-to-end";
    private const int Length = 300_000;

    // A quarter of the file, in two segments of at most 64 KiB, each with its authentication tag of 16 bytes.
    private const long PartLength = (Length / 4) + (2 * 16);

    private static readonly (string Command, string Request, string Served, int Count)[] Commands =
        [("PUT", "stage part", "receive part", 8), ("LIST", "list", "list", 4), ("GET", "fetch part", "send part", 4)];

    [Fact]
    public async Task A_PUT_is_eight_stage_spans_each_with_its_nodes_span_and_a_commit_per_node()
    {
        using var local = new LocalFiles();
        await StoreUser.WriteRandomAsync(local["file"], Length);
        var path = StorePath.Parse("traced.bin");

        var trace = await TraceAsync("PUT", client => client.PutFileAsync(path, local["file"], progress: null, RunningStore.Deadline));

        Assert.Equal((path.Value, "alice", (object)(long)Length), (trace.Root[DfsTelemetry.Path], trace.Root[DfsTelemetry.User], trace.Root[DfsTelemetry.Bytes]));
        var stages = trace.Below(trace.Root, "stage part");
        Assert.Equal(8, stages.Count);
        Assert.All(stages, stage =>
        {
            var received = trace.ServedByItsNode(stage, "receive part");
            Assert.Equal($"stage part {stage[DfsTelemetry.Part]} on {stage[DfsTelemetry.ServerAddress]}", stage.Name);
            Assert.Equal($"receive part {stage[DfsTelemetry.Part]}", received.Name);
            Assert.Equal((object)PartLength, stage[DfsTelemetry.Bytes]);
            Assert.Equal(false, stage[DfsTelemetry.Loan]);
            Assert.All(
                [DfsTelemetry.Part, DfsTelemetry.Bytes, DfsTelemetry.Loan, DfsTelemetry.Content],
                attribute => Assert.Equal(stage[attribute], received[attribute]));
            Assert.Equal((object)((PartLength + 1023) / 1024), received[DfsTelemetry.Chunks]);
        });
        Assert.All(
            stages.GroupBy(stage => stage[DfsTelemetry.Part]).OrderBy(part => part.Key).Zip([1L, 2L, 3L, 4L]),
            part =>
            {
                Assert.Equal(part.Second, part.First.Key);
                Assert.Equal(2, part.First.Select(stage => stage[DfsTelemetry.ServerAddress]).Distinct().Count());
            });
        AssertOnePerNode(trace, "stamp");
        AssertOnePerNode(trace, "commit");
    }

    [Fact]
    public async Task A_GET_with_a_stopped_node_shows_who_gave_each_part_and_who_was_away()
    {
        using var local = new LocalFiles();
        await StoreUser.WriteRandomAsync(local["file"], Length);
        var path = StorePath.Parse("traced-while-stopped.bin");
        await using var client = await StoreUser.ConnectAsync(store);
        await client.PutFileAsync(path, local["file"], progress: null, RunningStore.Deadline);

        await store.StopAsync("node4");
        try
        {
            var trace = await TraceAsync("GET", client, () => client.GetFileAsync(path, local["copy"], progress: null, RunningStore.Deadline));

            var fetches = trace.Below(trace.Root, "fetch part");
            Assert.Equal([1L, 2L, 3L, 4L], fetches.Select(fetch => fetch[DfsTelemetry.Part]).Order());
            Assert.All(fetches, fetch =>
            {
                var sent = trace.ServedByItsNode(fetch, "send part");
                Assert.NotEqual("node4", sent.Service);
                Assert.Equal((fetch[DfsTelemetry.Part], (object)PartLength), (sent[DfsTelemetry.Part], fetch[DfsTelemetry.Bytes]));
            });
            var failed = Assert.Single(trace.Spans, span => span.IsError);
            Assert.Equal(("state on node4", (object?)"node4"), (failed.Name, failed[DfsTelemetry.ServerAddress]));
            Assert.Empty(trace.Below(failed));
        }
        finally
        {
            await store.StartAsync("node4");
        }
    }

    [Fact]
    public async Task The_worker_shows_a_PUT_a_LIST_and_a_GET_when_it_starts()
    {
        foreach (var (command, request, served, count) in Commands)
        {
            var trace = await store.Telemetry.WaitForAsync(
                $"The worker's {command}",
                received => ReceivedTrace.Find(received, span => span.Service == "client" && span.Name == command && !span.IsError),
                RunningStore.Deadline);
            // A node that is slower than the others by a second is not waited for.
            var requests = trace.Below(trace.Root, request).Where(one => !one.IsError).ToList();
            Assert.InRange(requests.Count, command == "LIST" ? count - 1 : count, count);
            Assert.All(requests, one => trace.ServedByItsNode(one, served));
        }
    }

    private static void AssertOnePerNode(ReceivedTrace trace, string name)
    {
        var requests = trace.Below(trace.Root, name);
        Assert.Equal(RunningStore.Nodes, requests.Select(request => request[DfsTelemetry.ServerAddress]).Order());
        Assert.All(requests, request => trace.ServedByItsNode(request, name));
    }

    private async Task<ReceivedTrace> TraceAsync(string command, Func<DfsClient, Task> body)
    {
        await using var client = await StoreUser.ConnectAsync(store);
        return await TraceAsync(command, client, () => body(client));
    }

    private async Task<ReceivedTrace> TraceAsync(string command, DfsClient client, Func<Task> body)
    {
        using var tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource(DfsTelemetry.Name)
            .ConfigureResource(resource => resource.AddService(Service))
            .AddOtlpExporter(options =>
            {
                options.Protocol = OtlpExportProtocol.HttpProtobuf;
                options.Endpoint = new Uri(store.Telemetry.Endpoint, "v1/traces");
            })
            .Build();
        await body();
        Assert.True(tracing.ForceFlush());
        return await store.Telemetry.WaitForAsync(
            $"The whole {command} of {client.User}", received => ReceivedTrace.Find(received, span => span.Service == Service && span.Name == command), RunningStore.Deadline);
    }
}
