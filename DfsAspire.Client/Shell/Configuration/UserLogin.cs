namespace DfsAspire.Client.Shell.Configuration;

/// <summary>A user name with the password to log in with, wherever it comes from. As text it shows the name only.</summary>
internal sealed record UserLogin(string Name, string Password)
{
    public override string ToString() => Name;
}
