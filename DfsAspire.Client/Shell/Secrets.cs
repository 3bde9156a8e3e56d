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

    /// <summary>The administrator's secret.</summary>
    /// <exception cref="UsageException">None was given.</exception>
    public async Task<string> AdministratorAsync(CancellationToken cancellationToken) =>
        surroundings.Variable(AdministratorVariable) is { Length: > 0 } secret ? secret : await AskAsync("The administrator's secret", cancellationToken);

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
}
