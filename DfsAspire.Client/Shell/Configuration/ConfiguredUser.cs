namespace DfsAspire.Client.Shell.Configuration;

/// <summary>A user name with its password. As text it shows the name only.</summary>
/// <param name="Name">The name.</param>
/// <param name="Password">The password; null where the file holds none.</param>
public sealed record ConfiguredUser(string Name, string? Password)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
