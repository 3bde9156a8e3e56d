using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Aspire.Hosting.Building;

/// <summary>The file that <c>dotnet user-secrets</c> keeps for a project: outside the repository, the user's own.</summary>
/// <param name="file">Where it is.</param>
internal sealed class UserSecretStore(string file)
{
    private static readonly Lock OneAtATime = new();
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>The store of an assembly, or null when its project has no <c>UserSecretsId</c>.</summary>
    public static UserSecretStore? Of(string assembly) =>
        Assembly.Load(new AssemblyName(assembly)).GetCustomAttribute<UserSecretsIdAttribute>() is { } id
            ? new UserSecretStore(PathHelper.GetSecretsPathFromSecretsId(id.UserSecretsId))
            : null;

    /// <summary>Adds or replaces one value; only the user can read the file.</summary>
    public void Keep(string key, string value)
    {
        lock (OneAtATime)
        {
            var secrets = File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? [] : [];
            secrets[key] = value;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var draft = $"{file}.{Environment.ProcessId}";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(draft, options))
                JsonSerializer.Serialize(stream, secrets, Readable);
            File.Move(draft, file, overwrite: true);
        }
    }
}
