using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Client.Shell;

/// <summary>
/// Where commands get secrets that no configuration holds: from a person, twice when it is a new one and nothing of it shown; from the
/// standard input, one line each, when that is no terminal. Never from the command line, which others on the machine can read.
/// </summary>
internal sealed class Secrets(ShellSurroundings surroundings)
{
    /// <summary>The variable that holds the administrator's secret for scripts.</summary>
    public const string AdministratorVariable = "DFS_ADMIN_SECRET";

    /// <summary>The variable that holds a user's password where the configuration does not.</summary>
    public const string UserVariable = "DFS_PASSWORD";

    /// <summary><see cref="UserVariable"/> is set.</summary>
    public bool HasUser => Held(UserVariable) is not null;

    /// <summary>The administrator's secret.</summary>
    /// <exception cref="UsageException">None was given.</exception>
    public async Task<string> AdministratorAsync(CancellationToken cancellationToken) =>
        Held(AdministratorVariable) ?? await AskAsync("The administrator's secret", cancellationToken);

    /// <summary>
    /// The password of a user for a command in the store. It is not read from the standard input: what is piped in there is contents, or commands.
    /// </summary>
    /// <param name="user">Whose.</param>
    /// <param name="file">The configuration, which does not hold it.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="UsageException">None was given.</exception>
    public async Task<string> UserAsync(string user, string file, CancellationToken cancellationToken)
    {
        if (Held(UserVariable) is { } held)
            return held;
        var typed = surroundings.AskSecret is { } ask ? await ask($"Password of {user}:", cancellationToken) : null;
        return string.IsNullOrEmpty(typed)
            ? throw new UsageException($"{file} holds no password of {user}, and none was typed. Write 'Password: …' below the name, or set {UserVariable}; in a terminal dfs asks for it.")
            : typed;
    }

    /// <summary>The password of a user whose files are recovered without a store.</summary>
    /// <exception cref="UsageException">None was given.</exception>
    public async Task<string> RecoveredUserAsync(string user, CancellationToken cancellationToken) =>
        Held(UserVariable) ?? await AskAsync($"Password of {user}", cancellationToken);

    /// <summary>A secret that exists.</summary>
    /// <exception cref="UsageException">None was given.</exception>
    public async Task<string> AskAsync(string what, CancellationToken cancellationToken)
    {
        var secret = surroundings.AskSecret is { } ask ? await ask($"{what}:", cancellationToken) : await surroundings.In.ReadLineAsync(cancellationToken);
        return string.IsNullOrEmpty(secret) ? throw new UsageException($"{what} was not given: type it, or put it on a line of the standard input.") : secret;
    }

    /// <summary>A secret that is being made up.</summary>
    /// <exception cref="UsageException">None was given, or it was typed in two ways.</exception>
    public async Task<string> AskNewAsync(string what, CancellationToken cancellationToken)
    {
        var secret = await AskAsync(what, cancellationToken);
        if (!PasswordText.IsValid(secret))
            throw new UsageException($"{what} is too long, or no text: it has 1 to {PasswordText.MaxBytes} bytes of UTF-8. Nothing was changed.");
        return surroundings.AskSecret is null || await AskAsync($"{what} again", cancellationToken) == secret
            ? secret
            : throw new UsageException("The two were not the same. Nothing was changed.");
    }

    private string? Held(string variable) => surroundings.Variable(variable) is { Length: > 0 } secret ? secret : null;
}
