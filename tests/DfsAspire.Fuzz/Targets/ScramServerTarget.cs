using System.Text;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Fuzz.Targets;

/// <summary>A log-in as a node reads it: two messages with a line feed between; <c>@</c> stands for the nonce that the node chose.</summary>
internal static class ScramServerTarget
{
    private static readonly ScramCredentials Credentials = FakeCredentials.For("alice", 1, "0123456789abcdef"u8);

    public static FuzzTarget Target { get; } = new("scram-server", Run)
    {
        Seeds = static () => [.. Samples.Words("n,,n=alice,r=abc\nc=biws,r=@,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "n,,n=alice,r=abc,x=1\nc=biws,r=@,x=1,p=AAAA")],
        Words = Samples.Words("n,,", "y,,", "p=tls-exporter,,", "n=", ",r=", ",a=", "m=", "c=biws", "c=", ",r=@", ",p=", "@", "\n", ",,", "=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        MaxBytes = 1200,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var split = input.IndexOf((byte)'\n');
        var server = new ScramServer(ChannelBinding.None);
        try
        {
            var user = server.ReadClientFirst(split < 0 ? input : input[..split]);
            Promise.That(UserName.IsValid(user), "A user name that was read follows its rule.");
            var first = Encoding.ASCII.GetString(server.WriteServerFirst(Credentials));
            Promise.That(first.Length <= 1024, "What a node answers is itself short enough to be read.");
            var nonce = first[2..first.IndexOf(',', StringComparison.Ordinal)];
            server.ReadClientFinal(Substitution.Fill(split < 0 ? [] : input[(split + 1)..], Encoding.ASCII.GetBytes(nonce)));
            throw new BrokenPromiseException("Nobody knows this password.");
        }
        catch (ScramException)
        {
            // The one way to refuse.
        }
    }
}
