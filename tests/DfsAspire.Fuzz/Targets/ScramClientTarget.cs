using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Fuzz.Targets;

/// <summary>A node's first log-in message as a client reads it; <c>@</c> stands for the nonce that the client chose.</summary>
internal static class ScramClientTarget
{
    public static FuzzTarget Target { get; } = new("scram-client", Run)
    {
        Seeds = static () => Samples.Words("r=@node,s=AAAAAAAAAAAAAAAAAAAAAA==,i=4096,d=600000:AAAAAAAAAAAAAAAAAAAAAA=="),
        Words = Samples.Words("r=@", ",s=", ",i=", ",d=", "4096", "1000000", "1000001", "600000:", "10000000:", "4294967296", "-1", "m=", ",x=1", "AAAAAAAAAAAAAAAAAAAAAA==", "==", ","),
        MaxBytes = 1200,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        var client = new ScramClient("alice", ChannelBinding.None);
        var nonce = client.WriteClientFirst().AsSpan("n,,n=alice,r=".Length);
        try
        {
            client.ReadServerFirst(Substitution.Fill(input, nonce));
            Promise.That(
                client.Derivation is { Rounds: >= PasswordDerivation.MinRounds and <= PasswordDerivation.MaxRounds, Salt.Length: >= 16 and <= 64 } derivation
                && PasswordDerivation.TryParse(derivation.ToString(), out var again) && derivation.Equals(again),
                "A derivation that was read is within its limits and comes back.");
        }
        catch (ScramException)
        {
            // The one way to refuse.
        }
    }
}
