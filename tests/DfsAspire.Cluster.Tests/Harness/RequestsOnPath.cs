using DfsAspire.Protocol.Messages;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>Finds requests on a link without TLS, so that something can happen at a moment of an operation that depends on no time.</summary>
internal static class RequestsOnPath
{
    /// <summary>Does something once, before the first request of this kind passes from now on. No request may be under way when this is called.</summary>
    public static void Before(this NodeLink link, MessageKind request, Action act)
    {
        var gate = new Lock();
        var asked = new HashSet<int>();
        var isDone = false;
        link.Passing = (connection, toNode, _, piece) =>
        {
            bool isIt;
            lock (gate)
            {
                if (!toNode)
                {
                    asked.Remove(connection);
                    return;
                }

                // A connection serves one request at a time: what comes before its answer are contents, which may look like anything.
                isIt = asked.Add(connection) && !isDone && KindOf(piece) == request;
                isDone |= isIt;
            }

            if (isIt)
                act();
        };
    }

    // [kind, fields…]: an array of up to 15 has a header of one byte, a longer one of three. The kinds of requests have one byte.
    private static MessageKind? KindOf(ReadOnlySpan<byte> piece) => piece switch
    {
        [>= 0x90 and <= 0x9f, var kind, ..] => (MessageKind)kind,
        [0xdc, _, _, var kind, ..] => (MessageKind)kind,
        _ => null,
    };
}
