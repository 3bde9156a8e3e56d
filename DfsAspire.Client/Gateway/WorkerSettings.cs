using System.Net;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Gateway;

/// <summary>What the worker is told by its environment.</summary>
internal sealed record WorkerSettings
{
    /// <summary>As whom the worker logs in.</summary>
    public required UserLogin User { get; init; }

    /// <summary>Users whom the connection file holds as well.</summary>
    public required IReadOnlyList<UserLogin> FurtherUsers { get; init; }

    /// <summary>Where the connection file goes; null when none is wanted.</summary>
    public required string? ConnectionFile { get; init; }

    /// <summary>Whether the worker puts a small file into its user's files when it starts, to show that the store works.</summary>
    public required bool Greeting { get; init; }

    /// <summary>Whether connections are encrypted.</summary>
    public required TlsPolicy Tls { get; init; }

    /// <summary>How long the session of a user of the gateway lives without a request.</summary>
    public required TimeSpan SessionIdleTime { get; init; }

    /// <summary>Whether the gateway takes passwords over plain HTTP from other machines too.</summary>
    public required bool PlainHttpBeyondLoopback { get; init; }

    /// <summary>Proxies whose word counts on who asks, and whether over HTTPS.</summary>
    public required IReadOnlyList<IPAddress> Proxies { get; init; }

    /// <summary>How many bytes of bodies on their way may lie in the directory for temporary files.</summary>
    public required long UploadRoom { get; init; }

    /// <summary>Where commands send their traces: where the worker sends its own.</summary>
    public required TelemetryTarget? Telemetry { get; init; }

    /// <exception cref="ConfigurationException">A setting is missing or malformed.</exception>
    public static WorkerSettings Read(IConfiguration settings)
    {
        var user = ProgramSettings.User(settings, "User", "Password");
        var temporaryRoom = TemporaryRoom();
        return new WorkerSettings
        {
            User = user,
            FurtherUsers = [.. ProgramSettings.Users(settings).Where(other => other.Name != user.Name).DistinctBy(other => other.Name)],
            ConnectionFile = ProgramSettings.Optional(settings, "ConnectionFile"),
            Greeting = ProgramSettings.Switch(settings, "Greeting", "true", "false", isYes: false),
            Tls = ProgramSettings.Tls(settings),
            SessionIdleTime = ProgramSettings.Time(settings, "SessionIdleTime", TimeSpan.FromMinutes(15)),
            PlainHttpBeyondLoopback = ProgramSettings.Switch(settings, "PlainHttpBeyondLoopback", "true", "false", isYes: false),
            Proxies = ProgramSettings.Addresses(settings, "Proxies"),
            UploadRoom = ProgramSettings.Bytes(settings, "UploadRoom") ?? temporaryRoom,
            Telemetry = TelemetryTarget.TryCreate(
                settings["OTEL_EXPORTER_OTLP_ENDPOINT"], settings["OTEL_EXPORTER_OTLP_PROTOCOL"], settings["OTEL_EXPORTER_OTLP_HEADERS"]),
        };
    }

    // What is left over is for everybody else on the machine.
    private static long TemporaryRoom()
    {
        var directory = Path.GetTempPath();
        try
        {
            Directory.CreateDirectory(directory);
            return new DriveInfo(directory).AvailableFreeSpace / 10 * 9;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The directory for temporary files, {directory}, cannot be used: {fault.Message} Set TMPDIR (TEMP on Windows) to one that can.");
        }
    }
}
