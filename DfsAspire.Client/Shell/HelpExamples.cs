using DfsAspire.Client.Shell.Commands;

namespace DfsAspire.Client.Shell;

/// <summary>A line that can be typed, and what it does.</summary>
/// <param name="Command">The command that it is for: the names that lead to it, without the program's own, such as <c>user list</c>.</param>
/// <param name="Line">What is typed.</param>
/// <param name="Meaning">What it does.</param>
internal readonly record struct HelpExample(string Command, string Line, string Meaning);

/// <summary>The examples in the help of commands. Every command has one of its own at least.</summary>
internal static class HelpExamples
{
    // What somebody wants to see who does not know yet what to ask for: the first example of each.
    private static readonly string[] AtTheRoot =
    [
        PutCommand.Name, GetCommand.Name, ListCommand.Name, SyncCommand.Name, VersionsCommand.Name, RestoreCommand.Name, DoctorCommand.Name, $"{UserCommand.Name} passwd",
    ];

    /// <summary>All of them, those of one command in the order in which they are shown.</summary>
    public static IReadOnlyList<HelpExample> All { get; } =
    [
        new(PutCommand.Name, "dfs put report.pdf docs/", "stores report.pdf as docs/report.pdf"),
        new(PutCommand.Name, "dfs put *.jpg --to pictures", "stores several files in one folder"),
        new(PutCommand.Name, "dfs put -r photos backup/", "stores a directory as backup/photos"),
        new(PutCommand.Name, "pg_dump shop | dfs put - --as backup/shop.sql", "stores what is piped in"),
        new(GetCommand.Name, "dfs get docs/report.pdf", "fetches it into the working directory"),
        new(GetCommand.Name, "dfs get report.pdf notes.txt docs/ -o /tmp/", "fetches two files of docs into /tmp"),
        new(GetCommand.Name, "dfs get docs/report.pdf -o copy.pdf", "fetches it under another name"),
        new(GetCommand.Name, "dfs get 'docs/*.pdf' -o /tmp/", "fetches all that match"),
        new(GetCommand.Name, "dfs get -r docs -o /tmp", "fetches a folder as /tmp/docs"),
        new(GetCommand.Name, "dfs get docs/report.pdf --version 3f9a1c22 -o old.pdf", "fetches an earlier version"),
        new(GetCommand.Name, "dfs get backup/shop.sql -o - | psql shop", "pipes it on"),
        new(ListCommand.Name, "dfs list docs", "names, folders with a '/' behind them"),
        new(ListCommand.Name, "dfs list --json docs", "the same for programs"),
        new(ListCommand.Name, "dfs list --health docs", "how many more nodes each file survives"),
        new(WriteCommands.MakeFolder, "dfs mkdir docs/2026", "makes docs too when it is not there"),
        new(WriteCommands.Remove, "dfs rm docs/report.pdf", "deletes a file"),
        new(WriteCommands.Remove, "dfs rm -r old", "deletes a folder with all that is in it"),
        new(WriteCommands.Remove, "dfs rm -- -odd-name", "names that begin with '-' come after '--'"),
        new(WriteCommands.Remove, "dfs rm --literal 'what?'", "a file of this very name, and no other"),
        new(CopyCommands.Move, "dfs mv draft.pdf docs/report.pdf", "gives a file another name, folder or both"),
        new(CopyCommands.Move, "dfs mv docs archive/", "moves a folder with all that is in it into archive"),
        new(CopyCommands.Copy, "dfs cp docs/report.pdf final.pdf", "a second name for the same content, whatever its size"),
        new(CopyCommands.Copy, "dfs cp --overwrite docs backup", "a folder, path by path, replacing files of backup"),
        new(SyncCommand.Name, "dfs sync photos dfs:backup/photos", "sends what is new or changed; deletes nothing"),
        new(SyncCommand.Name, "dfs sync --delete --dry-run dfs:docs docs", "what would be fetched and deleted here"),
        new(StatCommand.Name, "dfs stat docs/report.pdf", "size, version, and the nodes that hold its parts"),
        new(StatCommand.Name, "dfs stat --json 'docs/*'", "an array of all that is in docs, for programs"),
        new(VersionsCommand.Name, "dfs versions docs/report.pdf", "what it held before, as long as nodes keep it"),
        new(VersionsCommand.Name, "dfs versions docs/", "names deleted from docs"),
        new(VersionsCommand.Name, "dfs versions -r --json", "all names deleted anywhere, for programs"),
        new(RestoreCommand.Name, "dfs restore docs/report.pdf", "the version before, or what was deleted"),
        new(RestoreCommand.Name, "dfs restore docs/report.pdf --version 3f9a1c22", "a certain one"),
        new(RestoreCommand.Name, "dfs restore docs/report.pdf --to old.pdf", "under another path"),
        new(RestoreCommand.Name, "dfs restore -r docs", "everything that was deleted in docs"),
        new(TreeCommands.Tree, "dfs tree docs", "a folder and all that is in it"),
        new(TreeCommands.Use, "dfs du", "how much each of your folders keeps"),
        new(StatusCommand.Name, "dfs status", "every node: state, parts, space, last check"),
        new(StatusCommand.Name, "dfs status --json", "the same for programs"),
        new(RepairCommand.Name, "dfs repair", "what nodes do by themselves, now"),
        new(RepairCommand.Name, "dfs repair --scrub", "re-reads every part first"),
        new(VerifyCommand.Name, "dfs verify", "reads every copy of everything, and says what is wrong"),
        new(VerifyCommand.Name, "dfs verify --json docs report.pdf", "a folder and a file, for programs"),
        new(RecoverCommand.Name, "dfs recover node1 node3 --user alice -o files", "alice's files from two volumes, without any node"),
        new(CompletionCommands.Script, "eval \"$(dfs completion bash)\"", "Tab completes commands and paths in the store"),
        new(DoctorCommand.Name, "dfs doctor", "what is wrong, and what to do about it"),
        new("user passwd", "dfs user passwd", "changes your password"),
        new("user recovery-key", "dfs user recovery-key", "prints a key for the day the password is lost"),
        new("user recover", "dfs user recover", "a new password, on that day"),
        new("user rotate-key", "dfs user rotate-key", "a new master key, behind a new password"),
        new("user rotate-key", "dfs user rotate-key --json", "the same for programs"),
        new("user add", "dfs user add carol --bytes 10GB", "makes a user, as the administrator"),
        new("user list", "dfs user list", "all users, and how much they keep"),
        new("user list", "dfs user list --json", "the same for programs"),
        new("user disable", "dfs user disable carol", "keeps her out, and keeps her files"),
        new("user enable", "dfs user enable carol", "lets her in again"),
        new("user remove", "dfs user remove carol --yes", "removes her and her files, for good"),
        new("user quota", "dfs user quota carol --bytes 20GB --files 5000", "no more than this"),
        new("user quota", "dfs user quota carol --none", "as much as the disks hold"),
        new("user change-secret", "dfs user change-secret", "a new secret for the administrator"),
        new(ShellProgram.Serve, "dfs serve", "serves until it is stopped"),
        new(ShellProgram.Found, "dfs found", "once, with all four nodes up; again to add users"),
        new(ShellProgram.Found, "dfs found --json", "the same for programs"),
    ];

    /// <summary>Those to show for a command: its own; for one that only leads to others, the first of each of these.</summary>
    /// <param name="command">The names that lead to it; none for the program itself.</param>
    public static IReadOnlyList<HelpExample> Of(string command)
    {
        if (command.Length == 0)
            return [.. AtTheRoot.Select(name => All.First(example => example.Command == name))];
        var own = All.Where(example => example.Command == command).ToList();
        return own.Count > 0 ? own : [.. All.Where(example => example.Command.StartsWith($"{command} ", StringComparison.Ordinal)).DistinctBy(example => example.Command)];
    }
}
