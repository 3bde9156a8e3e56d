using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Credentials: whatever is read can be written, and is then the same.</summary>
internal static class CredentialsTarget
{
    public static FuzzTarget Target { get; } = new("credentials", Run)
    {
        Seeds = static () => [Samples.Credentials.Encoded.ToArray()],
        Words = MessagePackWords.All,
        MaxBytes = WireLimits.CredentialsBytes + 16,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        SignedCredentials signed;
        try
        {
            signed = SignedCredentials.Parse(input.ToArray(), new byte[SignedEntry.SignatureBytes]);
        }
        catch (MalformedMessageException)
        {
            return;
        }

        var once = Samples.Sign(signed.Credentials).Encoded;
        var again = SignedCredentials.Parse(once, new byte[SignedEntry.SignatureBytes]).Credentials;
        Promise.That(Samples.Sign(again).Encoded.Span.SequenceEqual(once.Span), "Credentials come back as they were written.");
    }
}
