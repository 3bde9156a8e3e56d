namespace DfsAspire.Client.Shell.Configuration;

/// <summary>A user name with its password. As text it shows the name only.</summary>
public sealed record ConfiguredUser(string Name, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
