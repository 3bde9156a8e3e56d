using System.CommandLine;
using DfsAspire.Client.Sealing;
using DfsAspire.Client.Shell.Output;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Shell.Commands;

/// <summary>What the administrator does with accounts.</summary>
internal static class AdministratorCommands
{
    private static readonly string Secret = $"Needs the administrator's secret, from {Secrets.AdministratorVariable} or asked for.";

    public static IEnumerable<Command> CreateAll(AdministratorRunner run) =>
    [
        CreateAdd(run),
        CreateList(run),
        CreateChange("disable", "Keeps a user out. Files are kept; open sessions end.", "is disabled", run, static (store, user, token) => store.EnableUserAsync(user, false, token)),
        CreateChange("enable", "Lets a disabled user in again.", "is enabled", run, static (store, user, token) => store.EnableUserAsync(user, true, token)),
        CreateRemove(run),
        CreateQuota(run),
        CreateSecret(run),
    ];

    private static Command CreateAdd(AdministratorRunner run)
    {
        var json = JsonOutput.Option();
        var name = NameArgument();
        var (bytes, files) = QuotaOptions();
        var encrypted = new Option<bool>("--encrypt-names") { Description = "Nodes do not get to see the names of files and folders. It cannot be changed later." };
        var padded = new Option<bool>("--pad-sizes") { Description = "Nodes do not get to see the sizes of files: they are filled up, by a sixteenth at the most, or to 1 KiB. It cannot be changed later." };
        var command = new Command("add", $"Makes a user and asks for the first password. {Secret}") { name, bytes, files, encrypted, padded, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var (user, quota) = (parse.GetRequiredValue(name), QuotaOf(parse, bytes, files));
                var hidden = (parse.GetValue(encrypted) ? HiddenFromNodes.Names : 0) | (parse.GetValue(padded) ? HiddenFromNodes.Lengths : 0);
                await using var store = await context.ConnectAsync(token);
                await store.AddUserAsync(user, await new Secrets(context.Surroundings).AskNewAsync($"First password of {user}", token), quota, hidden, token);
                AccountChangeDisplay.Show(context.Surroundings, parse.GetValue(json), new AccountChangeJson(user, "add"), () => context.Report($"User {user} is made."));
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static Command CreateList(AdministratorRunner run)
    {
        var json = JsonOutput.Option();
        var command = new Command("list", $"Lists the users, what they keep and what they may keep. {Secret}") { json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                await using var store = await context.ConnectAsync(token);
                var users = await store.ListUsersAsync(token);
                if (parse.GetValue(json))
                    context.Surroundings.Out.WriteLine(JsonOutput.Of(users));
                else
                    foreach (var line in UserTable.Lines(users))
                        context.Answer(line);
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static Command CreateRemove(AdministratorRunner run)
    {
        var json = JsonOutput.Option();
        var name = NameArgument();
        var yes = new Option<bool>("--yes") { Description = "Says that it is meant." };
        var command = new Command("remove", $"Removes a user and everything it keeps, for good. {Secret}") { name, yes, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var user = parse.GetRequiredValue(name);
                if (!parse.GetValue(yes))
                    throw new UsageException($"This removes {user} and all files of {user}; nobody can bring them back, and the name is not given away again. Say --yes if it is meant, or 'dfs user disable {user}'.");
                await using var store = await context.ConnectAsync(token);
                await store.RemoveUserAsync(user, token);
                AccountChangeDisplay.Show(context.Surroundings, parse.GetValue(json), new AccountChangeJson(user, "remove"), () => context.Report($"User {user} is removed."));
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static Command CreateQuota(AdministratorRunner run)
    {
        var json = JsonOutput.Option();
        var name = NameArgument();
        var (bytes, files) = QuotaOptions();
        var none = new Option<bool>("--none") { Description = "No limit." };
        var command = new Command("quota", $"Says how much a user may keep; what is not named is not limited. {Secret}") { name, bytes, files, none, json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var (user, quota) = (parse.GetRequiredValue(name), QuotaOf(parse, bytes, files));
                if (quota.IsNone != parse.GetValue(none))
                    throw new UsageException("Name --bytes, --files or both; or --none for no limit.");
                await using var store = await context.ConnectAsync(token);
                await store.LimitUserAsync(user, quota, token);
                AccountChangeDisplay.Show(context.Surroundings, parse.GetValue(json), new AccountChangeJson(user, "quota"), () => context.Report($"User {user} may keep {UserTable.Of(quota)}."));
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static Command CreateSecret(AdministratorRunner run)
    {
        var json = JsonOutput.Option();
        var command = new Command("change-secret", $"Puts a new administrator's secret in the place of the old one. {Secret} Then asks for the new one.") { json };
        command.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                await using var store = await context.ConnectAsync(token);
                await store.ChangeSecretAsync(await new Secrets(context.Surroundings).AskNewAsync("The new administrator's secret", token), token);
                AccountChangeDisplay.Show(
                    context.Surroundings, parse.GetValue(json), new AccountChangeJson(ReservedNames.Administrator, "change-secret"),
                    () => context.Report("The administrator's secret is changed. Log-ins with the old one have ended."));
                context.Note("under Aspire the next start needs the new one: 'dotnet user-secrets set Parameters:admin-secret … --project DfsAspire.AppHost'.");
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static Command CreateChange(
        string command, string description, string done, AdministratorRunner run, Func<DfsAdministrator, string, CancellationToken, Task> change)
    {
        var json = JsonOutput.Option();
        var name = NameArgument();
        var created = new Command(command, $"{description} {Secret}") { name, json };
        created.SetAction((parse, cancellationToken) => run(
            parse,
            async (context, token) =>
            {
                var user = parse.GetRequiredValue(name);
                await using var store = await context.ConnectAsync(token);
                await change(store, user, token);
                AccountChangeDisplay.Show(context.Surroundings, parse.GetValue(json), new AccountChangeJson(user, command), () => context.Report($"User {user} {done}."));
                return ExitCode.Done;
            },
            cancellationToken));
        return created;
    }

    private static Argument<string> NameArgument() => new("NAME") { Description = "The user's name." };

    private static (Option<string?> Bytes, Option<long?> Files) QuotaOptions() => (
        new Option<string?>("--bytes") { Description = "The most bytes: a number, or one with kB, MB, GB or TB behind it.", HelpName = "SIZE" },
        new Option<long?>("--files") { Description = "The most files.", HelpName = "COUNT" });

    private static Quota QuotaOf(ParseResult parse, Option<string?> bytes, Option<long?> files)
    {
        var size = parse.GetValue(bytes) is { } text
            ? ByteSize.TryParse(text, out var parsed) ? parsed : throw new UsageException($"'{text}' is no size: a number is, or one with kB, MB, GB or TB behind it.")
            : (long?)null;
        return parse.GetValue(files) is < 0 ? throw new UsageException("A number of files is 0 or more.") : new Quota(size, parse.GetValue(files));
    }
}
