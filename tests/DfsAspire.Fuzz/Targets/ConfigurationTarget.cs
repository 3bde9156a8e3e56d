using System.Text;
using DfsAspire.Client.Shell.Configuration;

namespace DfsAspire.Fuzz.Targets;

/// <summary><c>dfs.conf</c>: what is read can be written, and is then the same; what is refused does not show a password.</summary>
internal static class ConfigurationTarget
{
    private const string Good = """
        # comment
        Server DFS1 127.0.0.1:10001
        Server node2 localhost:10002
        Server 3 [::1]:10003
        Server DFS4 example.org:65535
        Username: Alice
        Password: Simple Password
        Username: Bob
        Cluster: 00112233445566778899aabbccddeeff
        Telemetry: http://localhost:4317/a%20b http/protobuf key=value
        """;

    public static FuzzTarget Target { get; } = new("configuration", Run)
    {
        Seeds = static () => Samples.Words(Good),
        Words = Samples.Words(
            "Server ", "Username: ", "Password: ", "Cluster: ", "Telemetry: ", "SERVER ", " : ", ":", "\r\n", "\n", "\t", "#", "[::1]", "[", "]", "grpc ", "http://", "https://", "%20",
            "\u00a0", "\u2028", "\u0085", "\0", "ﬁ", "İ", "xn--", "1.2.3.4", "٣", ":10001", "0"),
        MaxBytes = 2048,
    };

    private static void Run(ReadOnlySpan<byte> input)
    {
        if (Parse(Encoding.UTF8.GetString(input)) is not { } read)
            return;
        string text;
        try
        {
            text = ConfigurationText.Format(read, "comment");
        }
        catch (ConfigurationException)
        {
            throw new BrokenPromiseException("What was read can be written.");
        }

        var again = Parse(text) ?? throw new BrokenPromiseException("What was written can be read.");
        Promise.That(
            again.Nodes.SequenceEqual(read.Nodes) && again.Users.SequenceEqual(read.Users) && again.Cluster == read.Cluster && Telemetry(again) == Telemetry(read),
            "A configuration comes back as it was written.");
    }

    // The address as it is asked for: two spellings of one are equal here, and not to Uri.
    private static (string? Address, string? Protocol, string? Headers) Telemetry(StoreConfiguration configuration) =>
        (configuration.Telemetry?.Endpoint.AbsoluteUri, configuration.Telemetry?.Protocol, configuration.Telemetry?.Headers);

    private static StoreConfiguration? Parse(string text)
    {
        try
        {
            return ConfigurationParser.Parse("dfs.conf", new StringReader(text));
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }
}
