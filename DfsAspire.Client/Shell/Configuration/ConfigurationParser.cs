using DfsAspire.Client.Discovery;
using DfsAspire.Client.Store;
using DfsAspire.Protocol;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Shell.Configuration;

/// <summary>
/// Reads the original's <c>dfs.conf</c>:
/// <code>
/// # comment
/// Server DFS1 127.0.0.1:10001 [sha256:…]   four of them; the name ends in the node's number; its certificate, 64 hexadecimal digits
/// Username: Alice                  more may follow
/// Password: SimplePassword         optional: that of the user above it, everything after the colon, without surrounding blanks
/// Cluster: 32 hexadecimal digits   optional
/// Tls: on|off                      optional: off for nodes on this machine that were started so
/// TlsOffBeyondLoopback: true       optional: off for nodes on other machines as well
/// Telemetry: http://localhost:4317 [grpc|http/protobuf [headers]]   optional
/// </code>
/// Keywords in any case, blank lines anywhere.
/// </summary>
public sealed class ConfigurationParser
{
    private const string ServerForm = "expected 'Server NAME HOST:PORT', the name ending in the node's number 1 to 4, as in 'Server DFS1 127.0.0.1:10001', and behind it 'sha256:' and 64 hexadecimal digits at most";

    private readonly string _file;
    private readonly NodeAddress?[] _nodes = new NodeAddress?[WireLimits.Nodes];
    private readonly List<ConfiguredUser> _users = [];
    private Guid? _cluster;
    private bool? _tls;
    private bool? _tlsOffBeyondLoopback;
    private TelemetryTarget? _telemetry;
    private int _line;

    private ConfigurationParser(string file) => _file = file;

    /// <summary>Reads a whole configuration. <paramref name="file"/> is what messages call it.</summary>
    /// <exception cref="ConfigurationException">A line is malformed, or something is missing.</exception>
    public static StoreConfiguration Parse(string file, TextReader text)
    {
        var parser = new ConfigurationParser(file);
        while (text.ReadLine() is { } line)
        {
            parser._line++;
            parser.Read(line.Trim());
        }

        return parser.Complete();
    }

    private void Read(string line)
    {
        if (line.Length == 0 || line[0] == '#')
            return;
        var end = line.AsSpan().IndexOfAny(' ', '\t', ':');
        var keyword = end < 0 ? line : line[..end];
        var colon = end >= 0 && line[end] == ':';
        var value = end < 0 ? "" : line[(end + 1)..].Trim();
        if (!colon && value.StartsWith(':') && !keyword.Equals("Server", StringComparison.OrdinalIgnoreCase))
            (colon, value) = (true, value[1..].TrimStart());

        switch (keyword.ToUpperInvariant())
        {
            case "SERVER" when !colon: ReadServer(value); break;
            case "SERVER": throw Fault(ServerForm);
            case "USERNAME" when colon: ReadUser(value); break;
            case "USERNAME": throw Fault("expected 'Username: NAME'");
            case "PASSWORD" when colon: ReadPassword(value); break;
            case "PASSWORD": throw Fault("expected 'Password: PASSWORD'");
            case "CLUSTER" when colon: ReadCluster(value); break;
            case "CLUSTER": throw Fault("expected 'Cluster: ' and 32 hexadecimal digits");
            case "TLS" when colon: ReadSwitch(ref _tls, value, "on", "off", "Tls"); break;
            case "TLSOFFBEYONDLOOPBACK" when colon: ReadSwitch(ref _tlsOffBeyondLoopback, value, "true", "false", "TlsOffBeyondLoopback"); break;
            case "TELEMETRY" when colon: ReadTelemetry(value); break;
            default: throw Fault("expected a line that begins with 'Server', 'Username:', 'Password:', 'Cluster:', 'Tls:', 'TlsOffBeyondLoopback:', 'Telemetry:' or '#'");
        }
    }

    private void ReadServer(string value)
    {
        var fields = value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (2 or 3) || fields[0].Any(char.IsControl))
            throw Fault(ServerForm);
        var certificate = fields.Length == 3 ? CertificateFingerprint.TryParse(fields[2]) ?? throw Fault(ServerForm) : null;
        var number = fields[0][^1] - '0';
        if (number is < 1 or > WireLimits.Nodes || !HostAndPort.TryRead(fields[1], out var host, out var port))
            throw Fault(ServerForm);
        if (_nodes[number - 1] is { } first)
            throw Fault($"expected each server number once, and {number} is already that of {first.Name}");
        _nodes[number - 1] = new NodeAddress(number, fields[0], host, port) { Certificate = certificate };
    }

    private void ReadUser(string name)
    {
        if (!UserName.IsValid(name))
            throw Fault("expected 'Username: NAME', the name being 1 to 64 of the characters A-Z a-z 0-9 . _ - and starting with a letter or a digit");
        if (_users.Exists(user => user.Name == name))
            throw Fault($"expected each user once, and {name} stands further up already");
        _users.Add(new ConfiguredUser(name, null));
    }

    private void ReadPassword(string password)
    {
        if (_users is not [.., { Password: null } user])
            throw Fault("expected a line 'Username: NAME' before this password");
        if (password.Length == 0)
            throw Fault($"expected the password of {user.Name} after 'Password:', or no such line: it is asked for then");
        _users[^1] = user with { Password = password };
    }

    private void ReadCluster(string value)
    {
        if (_cluster is not null || !Guid.TryParseExact(value, "N", out var cluster))
            throw Fault("expected 'Cluster: ' and 32 hexadecimal digits, once");
        _cluster = cluster;
    }

    private void ReadTelemetry(string value)
    {
        var fields = value.Split([' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
        _telemetry = _telemetry is null && fields.Length > 0
            ? TelemetryTarget.TryCreate(fields[0], fields.ElementAtOrDefault(1), fields.ElementAtOrDefault(2))
            : null;
        if (_telemetry is null)
            throw Fault("expected 'Telemetry: ADDRESS [grpc|http/protobuf [HEADERS]]', the address beginning with http:// or https://, once");
    }

    private void ReadSwitch(ref bool? setting, string value, string yes, string no, string keyword)
    {
        var isYes = value.Equals(yes, StringComparison.OrdinalIgnoreCase);
        if (setting is not null || (!isYes && !value.Equals(no, StringComparison.OrdinalIgnoreCase)))
            throw Fault($"expected '{keyword}: {yes}' or '{keyword}: {no}', once");
        setting = isYes;
    }

    private StoreConfiguration Complete()
    {
        _line = Math.Max(_line, 1);
        var missing = Enumerable.Range(1, WireLimits.Nodes).Where(number => _nodes[number - 1] is null).ToArray();
        if (missing.Length > 0)
            throw Fault($"expected four 'Server' lines, but the file ends here without number {string.Join(", ", missing)}");
        if (_users.Count == 0)
            throw Fault("expected 'Username: NAME', but the file ends here without any");
        return new StoreConfiguration
        {
            Nodes = _nodes.Select(node => node!).ToArray(),
            Users = _users,
            Cluster = _cluster,
            Tls = (_tls, _tlsOffBeyondLoopback) switch
            {
                (false, true) => TlsPolicy.Off,
                (false, _) => TlsPolicy.OffOnLoopback,
                _ => TlsPolicy.Required,
            },
            Telemetry = _telemetry,
        };
    }

    private ConfigurationException Fault(string expected) => new(_file, _line, expected);
}
