using System.Globalization;
using System.Text;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Lies;

/// <summary>Lies about who a node is, at the log-in, and about how it is doing.</summary>
internal static class AboutLogIns
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Lie> All() =>
    [
        Of<Welcome>("it is another node", MessageKind.Hello, truth => truth with { Node = (truth.Node % 4) + 1 }),
        Of<Welcome>("it is node 0", MessageKind.Hello, truth => truth with { Node = 0 }),
        Of<Welcome>("it belongs to another cluster", MessageKind.Hello, truth => truth with { Cluster = Guid.NewGuid() }),
        Of<Welcome>("it belongs to no cluster", MessageKind.Hello, truth => truth with { Cluster = null }, isKnown: false),
        Of<Welcome>("it speaks another version", MessageKind.Hello, truth => truth with { Version = 2 }),
        Of<Welcome>("it is full", MessageKind.Hello, truth => truth with { Outcome = new Outcome(Status.Busy, "busy") }),
        First("one round", "d=600000:", "d=1:"),
        First("more rounds than are allowed", "d=600000:", "d=10000001:"),
        First("no derivation", ",d=", ",e="),
        First("one iteration", ",i=4096,", ",i=1,"),
        First("another nonce", "r=", "r=x"),
        OtherDerivation(),
        Of<AuthenticateReply>("the log-in is refused", MessageKind.Authenticate, truth => truth with { Outcome = new Outcome(Status.WrongCredentials, "no") }),
        Of<ProveReply>("the password is wrong", MessageKind.Prove, truth => truth with { Outcome = new Outcome(Status.WrongCredentials, "no") }),
        Of<ProveReply>("a proof of its own", MessageKind.Prove, truth =>
            truth with { Scram = Encoding.ASCII.GetBytes($"v={Convert.ToBase64String(new byte[32])}") }),
        Of<ProveReply>("no proof", MessageKind.Prove, truth => truth with { Scram = default }),
        Of<NodeStatusReply>("numbers as large as there are", MessageKind.GetNodeStatus, truth => truth with
        {
            Status = truth.Status with { Entries = long.MaxValue, PartBytes = long.MaxValue, FreeBytes = long.MaxValue, CheckedSince = long.MaxValue,
                UptimeMilliseconds = long.MaxValue },
        }, isKnown: false),
        Of<NodeStatusReply>("it does not say how it is", MessageKind.GetNodeStatus, truth =>
            truth with { Outcome = new Outcome(Status.NotReady, "not ready") }),
    ];

    private static Lie Of<T>(string name, MessageKind kind, Func<T, T> change, bool isKnown = true) where T : IMessage<T> => new(name, kind, async exchange =>
    {
        if (exchange.IsRefused)
            return false;
        await exchange.SayAsync(change(exchange.Truth<T>()));
        return true;
    })
    { IsKnown = isKnown };

    private static Lie First(string name, string old, string now) => Of<AuthenticateReply>(
        name, MessageKind.Authenticate, truth =>
            truth with { Scram = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(truth.Scram.Span).Replace(old, now, StringComparison.Ordinal)) });

    // Each would cost the client seconds of its processor.
    private static Lie OtherDerivation()
    {
        var connections = 0;
        return Of<AuthenticateReply>("another derivation on each connection", MessageKind.Authenticate, truth =>
        {
            var salt = new byte[16];
            BitConverter.TryWriteBytes(salt, ++connections);
            var scram = Encoding.ASCII.GetString(truth.Scram.Span);
            var cut = scram.IndexOf(",d=", StringComparison.Ordinal);
            return truth with
            {
                Scram = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                    $"{scram[..cut]},d={PasswordDerivation.MinRounds}:{Convert.ToBase64String(salt)}")),
            };
        });
    }
}
