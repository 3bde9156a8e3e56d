using System.IO.Pipelines;
using System.Net.Sockets;
using DfsAspire.Node.Certificates;
using DfsAspire.Node.Hosting;
using DfsAspire.Node.Repair;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Framing;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Wire;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DfsAspire.Node.Health;

/// <summary>Healthy means: a client that connects is welcomed, and the volume takes a write. A node that waits for founding is healthy.</summary>
internal sealed class NodeHealthCheck(
    NodeEndpoint endpoint, NodeCertificate certificate, Volume volume, NodeReadiness readiness, NodeOptions options, TimeProvider time) : IHealthCheck
{
    // After a start the others answer within moments; a node that waits longer than this is of use to readers all the same.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(10);

    private readonly long _started = time.GetTimestamp();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await volume.Store.ProbeAsync(cancellationToken);
            return Judge(await OpenAsync(cancellationToken));
        }
        catch (Exception fault) when (fault is StoreException or IOException)
        {
            return HealthCheckResult.Unhealthy($"The volume of node {options.Node} does not work: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is SocketException or MalformedMessageException or LineRefusedException)
        {
            return HealthCheckResult.Unhealthy($"Node {options.Node} does not answer at its own port: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"Node {options.Node} did not welcome its own connection within {WireLimits.ConnectTime.TotalSeconds:0} s.", fault);
        }
    }

    private async Task<Welcome> OpenAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(WireLimits.ConnectTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var here = endpoint.FromHere;
        var line = await TcpLine.ConnectAsync(here.Address.ToString(), here.Port, options.Tls, certificate.Fingerprint, either.Token);
        await using var stream = line.Stream;
        using var reader = new WireReader(PipeReader.Create(stream), time);
        using var writer = new WireWriter(PipeWriter.Create(stream), time);
        await writer.SendAsync(new Hello(Hello.ProtocolMagic, WireLimits.Version, volume.Store.Identity.Cluster), either.Token);
        var message = await reader.ReadMessageAsync(either.Token) ?? throw new MalformedMessageException("It closed the connection.");
        return MessageCodec.Read<Welcome>(message);
    }

    private HealthCheckResult Judge(Welcome welcome)
    {
        if (!welcome.Outcome.IsOk)
            return HealthCheckResult.Unhealthy(welcome.Outcome.Text);
        if (readiness.WhySilent is { } silent)
            return HealthCheckResult.Unhealthy($"Node {options.Node} does not answer: {silent}.");
        if (readiness.WhyReadOnly is { } readOnly)
        {
            var text = $"Node {options.Node} takes no writes: {readOnly}.";
            return time.GetElapsedTime(_started) < StartTime ? HealthCheckResult.Unhealthy(text) : HealthCheckResult.Degraded(text);
        }

        if (volume.Store.WhyFull is { } full)
            return HealthCheckResult.Degraded($"Node {options.Node} takes no parts: {full}.");
        return welcome.Cluster is { } cluster
            ? HealthCheckResult.Healthy($"Node {options.Node} of cluster {cluster:N} serves its volume{(readiness.IsAlone ? ", and knows no other node: it repairs nothing" : "")}.")
            : HealthCheckResult.Healthy($"Node {options.Node} waits for the cluster to be founded.");
    }
}
