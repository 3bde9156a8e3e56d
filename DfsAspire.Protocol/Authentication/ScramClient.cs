using System.Security.Cryptography;
using System.Text;

namespace DfsAspire.Protocol.Authentication;

/// <summary>
/// The client's side of one SCRAM-SHA-256 or, over TLS, SCRAM-SHA-256-PLUS exchange (RFC 5802, RFC 7677), without any IO: <see cref="WriteClientFirst"/>,
/// <see cref="ReadServerFirst"/>, <see cref="WriteClientFinal"/>, <see cref="ReadServerFinal"/>. Only when the last has
/// returned is the server proven to be the node it claims to be. The messages stand at <see cref="ScramServer"/>.
/// </summary>
public sealed class ScramClient
{
    private const int MaxNonceLength = 256;

    private readonly ChannelBinding _binding;
    private readonly string _clientFirstBare;
    private readonly string _ownNonce;
    private readonly bool _requireDerivation;
    private Step _step;
    private string _nonce = "";
    private string _serverFirst = "";
    private byte[] _salt = [];
    private int _iterations;
    private byte[] _serverSignature = [];

    /// <summary>A new exchange for this user.</summary>
    /// <param name="user">Who wants in.</param>
    /// <param name="binding">The connection that it takes place on, as the client sees it.</param>
    /// <exception cref="ArgumentException">The user name breaks the rule for user names.</exception>
    public ScramClient(string user, ChannelBinding binding) : this(user, binding, ScramKeys.NewNonce(), requireDerivation: true)
    {
    }

    /// <summary>The RFC's own vectors have chosen nonces, and servers that know no derivation.</summary>
    internal ScramClient(string user, ChannelBinding binding, string nonce, bool requireDerivation)
    {
        UserName.ThrowIfInvalid(user, nameof(user));
        _binding = binding;
        _ownNonce = nonce;
        _requireDerivation = requireDerivation;
        _clientFirstBare = $"n={user},r={nonce}";
    }

    private enum Step
    {
        ClientFirst,
        ServerFirst,
        ClientFinal,
        ServerFinal,
        Over,
    }

    /// <summary>How to get from the user's password to the keys, as the server told it; set by <see cref="ReadServerFirst"/>.</summary>
    public PasswordDerivation? Derivation { get; private set; }

    /// <summary>How many iterations of PBKDF2 the server asks for; set by <see cref="ReadServerFirst"/>.</summary>
    public int Iterations => _iterations;

    /// <summary>The client's first message.</summary>
    /// <exception cref="InvalidOperationException">It is not the turn of this message.</exception>
    public byte[] WriteClientFirst()
    {
        Take(Step.ClientFirst);
        _step = Step.ServerFirst;
        return Encoding.ASCII.GetBytes(_binding.Gs2Header + _clientFirstBare);
    }

    /// <summary>Reads the server's first message. The caller then derives the SCRAM password with <see cref="Derivation"/>.</summary>
    /// <exception cref="ScramException">The message is malformed, or asks for something unsupported or unsafe.</exception>
    /// <exception cref="InvalidOperationException">It is not the turn of this message.</exception>
    public void ReadServerFirst(ReadOnlySpan<byte> message)
    {
        Take(Step.ServerFirst);
        ScramMessage first = ScramMessage.Parse(message);
        _serverFirst = first.Text;
        _nonce = ReadNonce(first.Next('r'));
        _salt = ReadSalt(first.Next('s'));
        _iterations = ReadIterations(first.Next('i'));
        Derivation = ReadDerivation(first.Find('d'));
        _step = Step.ClientFinal;
    }

    /// <summary>The client's final message, which proves that it knows the password. Takes some milliseconds of PBKDF2.</summary>
    /// <param name="scramPassword">The password for this very node, derived from the user's.</param>
    /// <exception cref="ArgumentException">The password is empty, too long or not valid Unicode.</exception>
    /// <exception cref="InvalidOperationException">It is not the turn of this message.</exception>
    public byte[] WriteClientFinal(string scramPassword)
    {
        Take(Step.ClientFinal);
        byte[] salted = ScramKeys.SaltedPassword(scramPassword, _salt, _iterations);
        byte[] clientKey = ScramKeys.ClientKey(salted);
        byte[] serverKey = ScramKeys.ServerKey(salted);
        try
        {
            string withoutProof = $"c={_binding.Repeated},r={_nonce}";
            string authMessage = $"{_clientFirstBare},{_serverFirst},{withoutProof}";
            byte[] proof = ScramKeys.Xor(clientKey, ScramKeys.Signature(SHA256.HashData(clientKey), authMessage));
            _serverSignature = ScramKeys.Signature(serverKey, authMessage);
            _step = Step.ServerFinal;
            return Encoding.ASCII.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(salted);
            CryptographicOperations.ZeroMemory(clientKey);
            CryptographicOperations.ZeroMemory(serverKey);
        }
    }

    /// <summary>Checks that the server knows the user's verifier.</summary>
    /// <exception cref="ScramException">The server refused the proof, could not prove itself, or its message is malformed.</exception>
    /// <exception cref="InvalidOperationException">It is not the turn of this message.</exception>
    public void ReadServerFinal(ReadOnlySpan<byte> message)
    {
        Take(Step.ServerFinal);
        ScramMessage final = ScramMessage.Parse(message);
        if (final.Find('e') is not null)
            throw new ScramException(ScramFailure.Refused, "Invalid Username/Password. Please try again.");
        if (!ScramText.TryReadBase64(final.Next('v'), ScramKeys.Length, out byte[] signature))
            throw ScramMessage.Malformed("the server's signature is not base64");
        if (!CryptographicOperations.FixedTimeEquals(signature, _serverSignature))
            throw new ScramException(ScramFailure.ServerNotProven, "The node could not prove that it knows this user: it is not the node it claims to be.");
    }

    private string ReadNonce(string nonce)
    {
        if (nonce.Length > MaxNonceLength || nonce.Length <= _ownNonce.Length || !nonce.StartsWith(_ownNonce, StringComparison.Ordinal))
            throw ScramMessage.Malformed("the server's nonce does not continue the client's");
        return nonce;
    }

    private static byte[] ReadSalt(string text)
    {
        if (!ScramText.TryReadBase64(text, ScramVerifier.MaxSaltLength, out byte[] salt) || salt.Length < ScramVerifier.MinSaltLength)
            throw ScramMessage.Malformed($"the salt is not {ScramVerifier.MinSaltLength} to {ScramVerifier.MaxSaltLength} bytes in base64");
        return salt;
    }

    private static int ReadIterations(string text)
    {
        if (!ScramText.TryReadNumber(text, out int iterations))
            throw ScramMessage.Malformed("the iteration count is no number");
        if (iterations is < ScramVerifier.MinIterations or > ScramVerifier.MaxIterations)
        {
            throw new ScramException(
                ScramFailure.UnsafeParameters,
                $"The node asks for {iterations} iterations; {ScramVerifier.MinIterations} to {ScramVerifier.MaxIterations} are accepted.");
        }

        return iterations;
    }

    private PasswordDerivation? ReadDerivation(string? text)
    {
        if (text is null && !_requireDerivation)
            return null;

        // Without it, the user's own password would be the only thing left to answer with.
        if (text is null || !PasswordDerivation.TryParse(text, out PasswordDerivation? derivation))
        {
            throw new ScramException(
                ScramFailure.UnsafeParameters,
                $"The node does not say how to derive the keys, or asks for a salt or a number of rounds outside {PasswordDerivation.MinRounds} to {PasswordDerivation.MaxRounds}.");
        }

        return derivation;
    }

    private void Take(Step step)
    {
        if (_step != step)
            throw new InvalidOperationException($"The exchange is at {_step}, not at {step}.");
        _step = Step.Over;
    }
}
