using DfsAspire.Protocol;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Framing;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Accounts: whatever is read can be written, and is then the same.</summary>
internal static class AccountTarget
{
    public static FuzzTarget Target { get; } = new("account", Run)
    {
        Seeds = static () => [Samples.Account.Encoded.ToArray()],
        Words = MessagePackWords.All,
        MaxBytes = WireLimits.AccountBytes + 16,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        SignedAccount signed;
        try
        {
            signed = SignedAccount.Parse(input.ToArray(), new byte[SignedEntry.SignatureBytes]);
        }
        catch (MalformedMessageException)
        {
            return;
        }

        var once = Samples.Sign(signed.Account).Encoded;
        var again = SignedAccount.Parse(once, new byte[SignedEntry.SignatureBytes]).Account;
        Promise.That(Samples.Sign(again).Encoded.Span.SequenceEqual(once.Span), "An account comes back as it was written.");
    }
}
