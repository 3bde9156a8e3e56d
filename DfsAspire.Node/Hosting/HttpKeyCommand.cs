namespace DfsAspire.Node.Hosting;

/// <summary>
/// <c>DfsAspire.Node http-key</c>: prints the key that <see cref="OperatorCommands"/> take, for who runs a node without a dashboard.
/// It follows from the settings that the node itself is started with.
/// </summary>
internal static class HttpKeyCommand
{
    private const string Name = "http-key";

    /// <summary>True when the command line begins with a word that is no setting. A node takes settings alone, so a mistyped command must not start one.</summary>
    public static bool IsAsked(IReadOnlyList<string> arguments) =>
        arguments is [{ Length: > 0 } first, ..] && first[0] is not ('-' or '/') && !first.Contains('=', StringComparison.Ordinal);

    /// <summary>The key in hexadecimal digits.</summary>
    /// <exception cref="NodeOptionsException">Another command was asked for, something stands behind it, or the cluster secret is not in the settings.</exception>
    public static string Answer(IReadOnlyList<string> arguments)
    {
        // What else was written is not repeated: somebody may have taken this for the place of the secret.
        if (arguments is not [Name])
            throw new NodeOptionsException($"The command is '{Name}', with nothing behind it: it reads the cluster secret where the node does, in the environment. Without a command this program is a node.");
        return OperatorCommands.KeyOf(NodeOptions.ReadClusterSecret(WebApplication.CreateBuilder().Configuration).Span);
    }
}
