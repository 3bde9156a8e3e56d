using DfsAspire.Client.Gateway;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Store;

namespace DfsAspire.Client.Tests.Gateway;

public sealed class ConnectionFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => Path.Combine(_directory.Path, "sub", "DfsAspire", "dfs.conf");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_command_line_reads_what_the_worker_writes()
    {
        await WriteAsync("secret");

        var read = ConfigurationFile.Read(File);

        Assert.Equal([new ConfiguredUser("Alice", "secret")], read.Users);
        Assert.Equal(4, read.Nodes.Count);
        Assert.Equal("x-otlp-api-key=k", read.Telemetry?.Headers);
    }

    [Fact]
    public async Task Only_the_owner_can_read_it_even_in_place_of_an_open_one()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        await WriteAsync("secret");
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        await WriteAsync("other secret");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Null(ConfigurationFile.WarningAboutAccess(File, ConfigurationFile.Read(File)));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public async Task A_reader_never_finds_half_a_file()
    {
        await WriteAsync("first");
        using var done = new CancellationTokenSource();
        var reader = Task.Run(
            () =>
            {
                var reads = 0;
                for (; !done.IsCancellationRequested; reads++)
                    ConfigurationFile.Read(File);
                return reads;
            },
            TestContext.Current.CancellationToken);

        for (var i = 0; i < 50; i++)
            await WriteAsync(new string('x', 1 + (i * 97)));
        await done.CancelAsync();

        Assert.True(await reader > 0);
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public async Task What_cannot_be_written_leaves_the_old_file_and_no_rest()
    {
        await WriteAsync("first");
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ConnectionFile.WriteAsync(File, Configuration("second"), cancelled));
        await Assert.ThrowsAsync<ConfigurationException>(() => WriteAsync("two\nlines"));

        Assert.Equal("first", ConfigurationFile.Read(File).Users[0].Password);
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    private Task WriteAsync(string password) => ConnectionFile.WriteAsync(File, Configuration(password), TestContext.Current.CancellationToken);

    private static StoreConfiguration Configuration(string password) => new()
    {
        Nodes = [.. Enumerable.Range(1, 4).Select(number => new NodeAddress(number, $"node{number}", "localhost", 10000 + number))],
        Users = [new ConfiguredUser("Alice", password)],
        Cluster = Guid.NewGuid(),
        Telemetry = TelemetryTarget.TryCreate("http://localhost:4317", null, "x-otlp-api-key=k"),
    };
}
