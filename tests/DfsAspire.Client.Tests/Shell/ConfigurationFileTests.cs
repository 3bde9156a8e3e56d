using DfsAspire.Client.Shell;

namespace DfsAspire.Client.Tests.Shell;

/// <summary>Which configuration is used, and what is said when it cannot be.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task The_option_wins_over_the_variable_that_over_the_working_directory_that_over_the_running_store()
    {
        Write("asked.conf", "asked");
        Write("named.conf", "named");
        Write("application-data/DfsAspire/dfs.conf", "running");
        _shell.Variables["DFS_CONFIG"] = "named.conf";

        await _shell.RunAsync("list", "--config", "asked.conf");
        await _shell.RunAsync("list");
        _shell.Variables.Clear();
        await _shell.RunAsync("list");
        File.Delete(_shell.Local("dfs.conf"));
        await _shell.RunAsync("list");

        Assert.Equal(["asked", "named", "Alice", "running"], _shell.LogIns.Select(options => options.User));
    }

    [Theory]
    [InlineData("--config")]
    [InlineData("DFS_CONFIG")]
    public async Task A_named_file_that_is_not_there_is_not_replaced_by_another(string from)
    {
        if (from == "DFS_CONFIG")
            _shell.Variables[from] = "gone.conf";

        var code = from == "DFS_CONFIG" ? await _shell.RunAsync("list") : await _shell.RunAsync("list", from, "gone.conf");

        Assert.Equal(ExitCode.WrongUse, code);
        Assert.Equal($"{from} names {_shell.Local("gone.conf")}, and there is no such file.\n", _shell.Error);
    }

    [Fact]
    public async Task Without_any_the_places_looked_at_and_the_way_out_are_named()
    {
        File.Delete(_shell.Local("dfs.conf"));

        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync("list"));
        Assert.Contains(_shell.Local("dfs.conf"), _shell.Error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_shell.ApplicationData, "DfsAspire", "dfs.conf"), _shell.Error, StringComparison.Ordinal);
        Assert.Contains("DfsAspire.AppHost", _shell.Error, StringComparison.Ordinal);
        Assert.All(
            ["'Server DFS1 HOST:PORT'", "'Username: NAME'", "--config FILE", "\"The command line\""],
            onAnotherMachine => Assert.Contains(onAnotherMachine, _shell.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_others_can_read_earns_one_line_of_warning()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        File.SetUnixFileMode(_shell.Local("dfs.conf"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list"));
        Assert.Equal($"warning: {_shell.Local("dfs.conf")} holds secrets and can be read by others; 'chmod 600' closes it.\n", _shell.Error);
    }

    [Theory]
    [InlineData("Username: Carol", "")]
    [InlineData("Username: Carol\nTelemetry: http://127.0.0.1:1 grpc", "")]
    [InlineData("Username: Carol\nTelemetry: http://127.0.0.1:1 grpc x-otlp-api-key=k", "warning: ")]
    public async Task A_file_without_a_secret_may_be_read_by_others(string lines, string warning)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        _shell.Write("dfs.conf", $"Server node1 localhost:1\nServer node2 localhost:2\nServer node3 localhost:3\nServer node4 localhost:4\n{lines}\n");
        File.SetUnixFileMode(_shell.Local("dfs.conf"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        _shell.Variables["DFS_PASSWORD"] = "secret";

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list"));

        Assert.Equal(warning, _shell.Error[..Math.Min(_shell.Error.Length, "warning: ".Length)]);
    }

    [Fact]
    public async Task A_file_far_too_large_is_refused()
    {
        _shell.Write("dfs.conf", new string('#', 300 * 1024));

        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync("list"));
        Assert.Contains("is no configuration file", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_user_is_told_the_known_ones_and_no_password()
    {
        Assert.Equal(ExitCode.WrongUse, await _shell.RunAsync("list", "--user", "Carol"));
        Assert.Contains("Alice, Bob", _shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("of-alice", _shell.Error, StringComparison.Ordinal);
    }

    private void Write(string file, string user)
    {
        var full = _shell.Write(file, $"""
            Server node1 localhost:1
            Server node2 localhost:2
            Server node3 localhost:3
            Server node4 localhost:4
            Username: {user}
            Password: secret
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
