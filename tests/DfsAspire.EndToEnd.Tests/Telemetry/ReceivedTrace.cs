using System.Diagnostics;
using Xunit;

namespace DfsAspire.EndToEnd.Tests.Telemetry;

/// <summary>One command as a dashboard shows it: the spans of client and nodes below one root.</summary>
public sealed class ReceivedTrace
{
    private ReceivedTrace(ReceivedSpan root, IReadOnlyList<ReceivedSpan> spans) => (Root, Spans) = (root, spans);

    /// <summary>The command.</summary>
    public ReceivedSpan Root { get; }

    /// <summary>All spans of the trace, the root among them.</summary>
    public IReadOnlyList<ReceivedSpan> Spans { get; }

    /// <summary>
    /// Finds a trace that has arrived: its root, which ends last on its side, and what the nodes have to say to every request
    /// that went well. They send at their own pace.
    /// </summary>
    public static ReceivedTrace? Find(IReadOnlyList<ReceivedSpan> received, Func<ReceivedSpan, bool> isRoot)
    {
        if (received.FirstOrDefault(span => span.Parent is null && isRoot(span)) is not { } root)
            return null;
        var trace = new ReceivedTrace(root, [.. received.Where(span => span.Trace == root.Trace)]);
        return trace.Spans.All(span => span.Kind != ActivityKind.Client || span.IsError || trace.Below(span).Count > 0) ? trace : null;
    }

    /// <summary>The children of a span.</summary>
    public IReadOnlyList<ReceivedSpan> Below(ReceivedSpan parent) => [.. Spans.Where(span => span.Parent == parent.Id)];

    /// <summary>The children of a span that are about something: <c>stage part</c> for <c>stage part 2 on node3</c>.</summary>
    public IReadOnlyList<ReceivedSpan> Below(ReceivedSpan parent, string about) => [.. Below(parent).Where(span => span.IsAbout(about))];

    /// <summary>
    /// The client's span of a request, checked: it names the node, and below it there is just the one span that this very
    /// node has made of the request.
    /// </summary>
    /// <returns>The node's span.</returns>
    public ReceivedSpan ServedByItsNode(ReceivedSpan request, string name)
    {
        Assert.Equal((ActivityKind.Client, false), (request.Kind, request.IsError));
        var served = Assert.Single(Below(request));
        Assert.True(served.IsAbout(name), served.Name);
        Assert.Equal((ActivityKind.Server, false), (served.Kind, served.IsError));
        Assert.Equal(request["server.address"], served.Service);
        return served;
    }
}
