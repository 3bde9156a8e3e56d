using System.CommandLine;
using DfsAspire.Client.Accounts;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>What users do with their own accounts.</summary>
internal static class OwnAccountCommands
{
    public static Command CreatePassword(CommandRunner run)
    {
        var json = JsonOutput.Option();
        var command = new Command("passwd", "Changes your password. Asks for the new one, and for the old one where neither the configuration nor DFS_PASSWORD holds it. No file is uploaded again.") { json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var store = await context.ConnectAsync(token);
                var password = await new Secrets(context.Surroundings).AskNewAsync($"New password of {context.Session.User}", token);
                await store.ChangePasswordAsync(password, token);
                AccountChangeDisplay.Show(
                    context.Surroundings, parse.GetValue(json), new AccountChangeJson(context.Session.User, "passwd"),
                    () => context.Report($"The password of {context.Session.User} is changed. Log-ins with the old one have ended."));
                if (context.Session.PasswordPlace is { } place)
                    context.Note($"{place} still holds the old password: put the new one there.");
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    public static Command CreateRecoveryKey(CommandRunner run)
    {
        var json = JsonOutput.Option();
        var command = new Command("recovery-key", "Prints a recovery key, once: it opens your account when the password is lost. A new one replaces the one before.") { json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var store = await context.ConnectAsync(token);
                var key = await store.MakeRecoveryKeyAsync(token);
                AccountChangeDisplay.Show(context.Surroundings, parse.GetValue(json), new AccountChangeJson(context.Session.User, "recovery-key", key), () => context.Answer(key));
                context.Note($"this key opens all files of {context.Session.User}. It is kept nowhere: write it down, and keep it away from this machine. 'dfs user recover' uses it.");
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    public static Command CreateRecover(CommandRunner run)
    {
        var json = JsonOutput.Option();
        var command = new Command("recover", "Gives you a new password when the old one is lost. Asks for the recovery key and the new password.") { json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var secrets = new Secrets(context.Surroundings);
                if (!RecoveryKey.TryRead(await secrets.AskAsync($"Recovery key of {context.Session.User}", token), out var key))
                    throw new UsageException("This is no recovery key: it has 32 letters and digits, and two of them do not go with the others. Look for a slip of the pen.");
                var store = await context.Session.ConnectWithRecoveryKeyAsync(key, token);
                await store.ChangePasswordAsync(await secrets.AskNewAsync($"New password of {context.Session.User}", token), token);
                AccountChangeDisplay.Show(
                    context.Surroundings, parse.GetValue(json), new AccountChangeJson(context.Session.User, "recover"),
                    () => context.Report($"{context.Session.User} has a new password. The recovery key goes on opening the account; 'dfs user recovery-key' makes another one."));
                if (context.Session.PasswordPlace is { } place)
                    context.Note($"put the new password into {place}.");
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
