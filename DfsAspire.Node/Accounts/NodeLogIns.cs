using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DfsAspire.Node.Hosting;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Node.Accounts;

/// <summary>
/// How nodes log in to each other. Each two share a secret that no other node has: so a node proves which one it is, and can be nobody else.
/// The secret is random and becomes one SCRAM password for each direction; nothing of it lies on a volume, so that a node whose volume is lost
/// still knows the others, and they know it.
/// </summary>
internal sealed class NodeLogIns
{
    private const int KeyBytes = 32;

    // No password is derived here: the other node has it from its own settings.
    private static readonly PasswordDerivation Unused = new(SHA256.HashData("dfs node"u8), PasswordDerivation.MinRounds);

    private readonly int _node;
    private readonly IReadOnlyDictionary<int, ReadOnlyMemory<byte>> _secrets;
    private readonly Lazy<ScramCredentials?>[] _credentials;

    public NodeLogIns(NodeOptions options)
    {
        (_node, _secrets) = (options.Node, options.PeerSecrets);
        _credentials = [.. Enumerable.Range(1, WireLimits.Nodes).Select(node => new Lazy<ScramCredentials?>(() => CredentialsFor(node)))];
    }

    /// <summary>The name under which this node logs in at others.</summary>
    public string Name => NameOf(_node);

    /// <summary>What a log-in of another node here is checked against; null when this node shares no secret with it.</summary>
    public ScramCredentials? CredentialsOf(int asker) => _credentials[asker - 1].Value;

    /// <summary>The SCRAM password with which this node logs in at another.</summary>
    /// <exception cref="InvalidOperationException">This node shares no secret with it.</exception>
    public string PasswordFor(int asked) => Password(_node, asked)
        ?? throw new InvalidOperationException($"Node {_node} shares no secret with node {asked}.");

    private static string NameOf(int node) => string.Create(CultureInfo.InvariantCulture, $"node{node}");

    /// <summary>The number in such a name; null when it is none.</summary>
    public static int? NumberIn(string name) => Enumerable.Range(1, WireLimits.Nodes).Where(node => NameOf(node) == name).Cast<int?>().FirstOrDefault();

    private ScramCredentials? CredentialsFor(int asker) =>
        Password(asker, _node) is { } password ? new ScramCredentials(ScramVerifier.Create(password), Unused) : null;

    // One for each direction: what one of the two proves is of no use to the other.
    private string? Password(int asker, int asked)
    {
        if (!_secrets.TryGetValue(asker == _node ? asked : asker, out var secret))
            return null;
        var label = string.Create(CultureInfo.InvariantCulture, $"dfs node {asker} at node {asked}");
        var key = new byte[KeyBytes];
        try
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret.Span, key, salt: [], Encoding.ASCII.GetBytes(label));
            return Convert.ToBase64String(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
