using System.Globalization;
using System.Reflection;
using DfsAspire.Node.Hosting;
using Microsoft.Extensions.Configuration;

namespace DfsAspire.Node.Tests.Hosting;

/// <summary>The example of a node's settings in deploy/, and the unit that goes with it.</summary>
public sealed class ExampleSettingsTests
{
    private static readonly string Folder = Path.Combine(
        typeof(ExampleSettingsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!, "deploy", "systemd");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Each_node_takes_the_example_changed_as_it_says_and_with_secrets(int node)
    {
        var others = Enumerable.Range(1, 4).Where(number => number != node).ToArray();
        var configuration = WithSecrets(ChangedFor(node, others));

        var options = NodeOptions.Read(configuration);

        Assert.Equal((node, 10001, $"/var/lib/dfs/node{node}"), (options.Node, options.Port, options.Volume));
        Assert.Equal(others, options.PeerSecrets.Keys.Order());
        Assert.Equal(others, options.OthersIn(configuration));
        Assert.Contains(options.Volume, WaitedFor());
    }

    [Fact]
    public void A_node_with_the_addresses_of_another_says_which_one_is_missing()
    {
        var example = Example();
        example["Dfs__Node"] = "3";
        example.Remove("Dfs__PeerSecrets__3");
        example["Dfs__PeerSecrets__1"] = "";

        var fault = Assert.Throws<NodeOptionsException>(() => NodeOptions.Read(WithSecrets(example)));

        Assert.Contains("services__node1__dfs__0 is missing", fault.Message, StringComparison.Ordinal);
    }

    // What the first lines of the example name, and nothing else.
    private static Dictionary<string, string> ChangedFor(int node, int[] others)
    {
        var example = Example();
        example["Dfs__Node"] = node.ToString(CultureInfo.InvariantCulture);
        example["Dfs__Volume"] = $"/var/lib/dfs/node{node}";
        foreach (var number in Enumerable.Range(1, 4))
        {
            example.Remove($"Dfs__PeerSecrets__{number}");
            example.Remove($"services__node{number}__dfs__0");
        }

        foreach (var number in others)
        {
            example[$"Dfs__PeerSecrets__{number}"] = "";
            example[$"services__node{number}__dfs__0"] = $"tcp://dfs{number}.example.net:10001";
        }

        return example;
    }

    private static Dictionary<string, string> Example() => File.ReadLines(Path.Combine(Folder, "node.env.example"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    private static IConfiguration WithSecrets(Dictionary<string, string> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(
        setting => setting.Key.Replace("__", ":", StringComparison.Ordinal),
        string? (setting) => setting.Value.Length > 0 ? setting.Value : $"a secret of its own for {setting.Key}")).Build();

    // On an empty mount point a node would fill the system's disk.
    private static string[] WaitedFor()
    {
        const string Key = "RequiresMountsFor=";
        var line = File.ReadLines(Path.Combine(Folder, "dfs-node.service")).Single(line => line.StartsWith(Key, StringComparison.Ordinal));
        return line[Key.Length..].Split(' ');
    }
}
