using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// The server's side of one SCRAM-SHA-256 or, over TLS, SCRAM-SHA-256-PLUS exchange (RFC 5802, RFC 7677), without any IO:
/// <see cref="ReadClientFirst"/>, then <see cref="WriteServerFirst"/>, then <see cref="ReadClientFinal"/>.
/// </summary>
/// <remarks>
/// <para><c>client-first = ("n,," / "p=tls-server-end-point,,") "n=" user ",r=" nonce</c></para>
/// <para><c>server-first = "r=" nonce ",s=" salt ",i=" iterations ",d=" rounds ":" salt</c></para>
/// <para><c>client-final = "c=" binding ",r=" nonce ",p=" proof</c></para>
/// <para><c>server-final = "v=" signature</c></para>
/// </remarks>
public sealed class ScramServer
{
    private const int MaxNonceLength = 128;

    private readonly ChannelBinding _binding;
    private readonly string _ownNonce;
    private Step _step;
    private string _clientFirstBare = "";
    private string _serverFirst = "";
    private string _nonce = "";
    private ScramVerifier? _verifier;

    /// <summary>A new exchange.</summary>
    /// <param name="binding">The connection that it takes place on, as the server sees it.</param>
    public ScramServer(ChannelBinding binding) : this(binding, ScramKeys.NewNonce())
    {
    }

    internal ScramServer(ChannelBinding binding, string nonce) => (_binding, _ownNonce) = (binding, nonce);

    private enum Step
    {
        ClientFirst,
        ServerFirst,
        ClientFinal,
        Over,
    }

    /// <summary>Reads the client's first message.</summary>
    /// <returns>The name of the user who wants in; it follows <see cref="UserName"/>, and may not exist.</returns>
    /// <exception cref="ScramException">The message is malformed or asks for something unsupported.</exception>
    /// <exception cref="InvalidOperationException">It is not the turn of this message.</exception>
    public string ReadClientFirst(ReadOnlySpan<byte> message)
    {
        Take(Step.ClientFirst);
        string text = ScramMessage.ReadText(message);
        if (!text.StartsWith(_binding.Gs2Header, StringComparison.Ordinal))
            throw new ScramException(ScramFailure.Unsupported, "The authentication asks for another channel binding than this connection has, or for another identity, or is malformed.");

        ScramMessage first = ScramMessage.Parse(text[_binding.Gs2Header.Length..]);
        string user = first.Next('n');
        string nonce = first.Next('r');
        if (!UserName.IsValid(user))
            throw ScramMessage.Malformed("the user name breaks the rule for user names");
        if (nonce.Length is 0 or > MaxNonceLength)
            throw ScramMessage.Malformed($"a nonce has 1 to {MaxNonceLength} characters");

        _clientFirstBare = first.Text;
        _nonce = nonce + _ownNonce;
        _step = Step.ServerFirst;
        return user;
    }

    /// <summary>The server's first message, for the user who was asked for.</summary>
    /// <param name="credentials">Those of the account, or <see cref="FakeCredentials"/> when there is none.</param>
    /// <exception cref="InvalidOperationException">It is not the turn of this message.</exception>
    public byte[] WriteServerFirst(ScramCredentials credentials) => WriteServerFirstFor(credentials.Verifier, credentials.Derivation);

    /// <summary>Checks the client's proof.</summary>
    /// <returns>The server's final message, by which the client sees that the server knows the user: the user is authenticated.</returns>
    /// <exception cref="ScramException">The proof does not match, or the message is malformed: the user is not authenticated.</exception>
    /// <exception cref="InvalidOperationException">It is not the turn of this message.</exception>
    public byte[] ReadClientFinal(ReadOnlySpan<byte> message)
    {
        Take(Step.ClientFinal);
        ScramMessage final = ScramMessage.Parse(message);
        string binding = final.Next('c');
        string nonce = final.Next('r');
        string proof = final.Last('p');
        if (binding != _binding.Repeated)
            throw new ScramException(ScramFailure.OtherChannel, "The authentication is bound to another connection than this one: somebody may sit in between.");
        if (!FixedTimeEquals(nonce, _nonce))
            throw ScramMessage.Malformed("the nonce is not the one that was sent");
        if (!ScramText.TryReadBase64(proof, ScramKeys.Length, out byte[] clientProof) || clientProof.Length != ScramKeys.Length)
            throw ScramMessage.Malformed("the proof is not 32 bytes in base64");

        string withoutProof = final.Text[..^(",p=".Length + proof.Length)];
        string authMessage = $"{_clientFirstBare},{_serverFirst},{withoutProof}";
        byte[] clientKey = ScramKeys.Xor(clientProof, ScramKeys.Signature(_verifier!.StoredKey.Span, authMessage));
        byte[] signature = ScramKeys.Signature(_verifier.ServerKey.Span, authMessage);
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), _verifier.StoredKey.Span))
            throw new ScramException(ScramFailure.Refused, "Invalid Username/Password. Please try again.");
        return Encoding.ASCII.GetBytes($"v={Convert.ToBase64String(signature)}");
    }

    /// <summary>As the RFCs have it: a message without derivation.</summary>
    internal byte[] WriteServerFirstFor(ScramVerifier verifier, PasswordDerivation? derivation)
    {
        Take(Step.ServerFirst);
        _verifier = verifier;
        _serverFirst = string.Create(
            CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(verifier.Salt.Span)},i={verifier.Iterations}");
        if (derivation is not null)
            _serverFirst += $",d={derivation}";
        _step = Step.ClientFinal;
        return Encoding.ASCII.GetBytes(_serverFirst);
    }

    private static bool FixedTimeEquals(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));

    // Any failure leaves the exchange over: the step moves on only at the end of a message that was good.
    private void Take(Step step)
    {
        if (_step != step)
            throw new InvalidOperationException($"The exchange is at {_step}, not at {step}.");
        _step = Step.Over;
    }
}
