using System.Globalization;
using System.Net;
using DfsAspire.Client.Shell.Configuration;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Lines;

namespace DfsAspire.Client.Gateway;

/// <summary>Reads the section <c>Dfs</c> of the settings that the AppHost hands to its programs.</summary>
internal static class ProgramSettings
{
    private const string Section = "Dfs";

    /// <exception cref="ConfigurationException">The setting is missing or empty; the message names its environment variable.</exception>
    public static string Required(IConfiguration settings, string name) =>
        settings[$"{Section}:{name}"] is { Length: > 0 } value ? value : throw Missing(name);

    public static string? Optional(IConfiguration settings, string name) =>
        settings[$"{Section}:{name}"] is { Length: > 0 } value ? value : null;

    /// <summary><c>Dfs:Users:N:Name</c> and <c>Dfs:Users:N:Password</c>, in order of N.</summary>
    /// <exception cref="ConfigurationException">A name breaks the rule for user names, or a password is missing.</exception>
    public static IReadOnlyList<UserLogin> Users(IConfiguration settings) =>
    [
        .. settings.GetSection($"{Section}:Users").GetChildren()
            .Select(user => User(settings, $"Users:{user.Key}:Name", $"Users:{user.Key}:Password")),
    ];

    /// <exception cref="ConfigurationException">The name breaks the rule for user names, or one of the two is missing.</exception>
    public static UserLogin User(IConfiguration settings, string nameSetting, string passwordSetting)
    {
        var name = Required(settings, nameSetting);
        return UserName.IsValid(name)
            ? new UserLogin(name, Required(settings, passwordSetting))
            : throw new ConfigurationException(
                $"The setting {Variable(nameSetting)} is no user name: 1 to {UserName.MaxLength} of the characters A-Z a-z 0-9 . _ - are, starting with a letter or a digit.");
    }

    /// <summary><c>Dfs:Tls</c> and <c>Dfs:TlsOffBeyondLoopback</c>, as for the nodes.</summary>
    /// <exception cref="ConfigurationException">One of the two has a value that it must not have.</exception>
    public static TlsPolicy Tls(IConfiguration settings)
    {
        if (Switch(settings, "Tls", "on", "off", isYes: true))
            return TlsPolicy.Required;
        return Switch(settings, "TlsOffBeyondLoopback", "true", "false", isYes: false) ? TlsPolicy.Off : TlsPolicy.OffOnLoopback;
    }

    /// <summary>A span of time such as <c>00:15:00</c>, from a second to a day.</summary>
    /// <exception cref="ConfigurationException">It has a value that it must not have.</exception>
    public static TimeSpan Time(IConfiguration settings, string name, TimeSpan otherwise) => Optional(settings, name) switch
    {
        null => otherwise,
        var value when TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(1) => time,
        _ => throw new ConfigurationException($"The setting {Variable(name)} must be a time from 00:00:01 to 1.00:00:00, such as 00:15:00."),
    };

    /// <summary>A number of bytes such as <c>20 GB</c>; null when it is not set.</summary>
    /// <exception cref="ConfigurationException">It has a value that it must not have.</exception>
    public static long? Bytes(IConfiguration settings, string name) => Optional(settings, name) switch
    {
        null => null,
        var value when ByteSize.TryParse(value, out var bytes) && bytes > 0 => bytes,
        _ => throw new ConfigurationException($"The setting {Variable(name)} must be a number of bytes, such as 20 GB."),
    };

    /// <summary>A setting with two values.</summary>
    /// <exception cref="ConfigurationException">It has another one.</exception>
    public static bool Switch(IConfiguration settings, string name, string yes, string no, bool isYes) =>
        Optional(settings, name) switch
        {
            null => isYes,
            var value when value.Equals(yes, StringComparison.OrdinalIgnoreCase) => true,
            var value when value.Equals(no, StringComparison.OrdinalIgnoreCase) => false,
            _ => throw new ConfigurationException($"The setting {Variable(name)} must be '{yes}' or '{no}'."),
        };

    /// <summary>Addresses, parted by commas; none when it is not set.</summary>
    /// <exception cref="ConfigurationException">One of them is none.</exception>
    public static IReadOnlyList<IPAddress> Addresses(IConfiguration settings, string name) =>
    [
        .. (Optional(settings, name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => IPAddress.TryParse(text, out var address)
                ? address
                : throw new ConfigurationException($"The setting {Variable(name)} must be IP addresses, parted by commas, such as 127.0.0.1; '{text}' is none.")),
    ];

    private static ConfigurationException Missing(string name) =>
        new($"The setting {Variable(name)} is missing. The AppHost sets it for the programs it starts; set it yourself to run one without.");

    private static string Variable(string name) => $"{Section}__{name.Replace(":", "__", StringComparison.Ordinal)}";
}
