using System.Text;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Fuzz.Targets;

/// <summary>A node's last log-in message as a client reads it. Slow: the proof before it takes 4,096 rounds.</summary>
internal static class ScramEndTarget
{
    public static FuzzTarget Target { get; } = new("scram-end", Run)
    {
        Seeds = static () => Samples.Words("v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "e=invalid-proof"),
        Words = Samples.Words("v=", "e=", "m=", ",x=1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "==", ","),
        MaxBytes = 1200,
        ShortInputs = 300,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var client = new ScramClient("alice", ChannelBinding.None);
        var nonce = Encoding.ASCII.GetString(client.WriteClientFirst().AsSpan("n,,n=alice,r=".Length));
        client.ReadServerFirst(Encoding.ASCII.GetBytes($"r={nonce}node,s=AAAAAAAAAAAAAAAAAAAAAA==,i=4096,d=600000:AAAAAAAAAAAAAAAAAAAAAA=="));
        client.WriteClientFinal("password");
        try
        {
            client.ReadServerFinal(input);
            throw new BrokenPromiseException("Nobody proved anything.");
        }
        catch (ScramException)
        {
            // The one way to refuse.
        }
    }
}
