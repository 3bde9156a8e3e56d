using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DfsAspire.Client.Shell.Commands;

namespace DfsAspire.Client.Shell;

/// <summary>Help as usual, with examples below it.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private static readonly (string Command, string Example, string Meaning)[] Examples =
    [
        (PutCommand.Name, "dfs put report.pdf docs/", "stores report.pdf as docs/report.pdf"),
        (PutCommand.Name, "dfs put *.jpg --to pictures", "stores several files in one folder"),
        (PutCommand.Name, "dfs put -r photos backup/", "stores a directory as backup/photos"),
        (PutCommand.Name, "pg_dump shop | dfs put - --as backup/shop.sql", "stores what is piped in"),
        (GetCommand.Name, "dfs get docs/report.pdf", "fetches it into the working directory"),
        (GetCommand.Name, "dfs get report.pdf notes.txt docs/ -o /tmp/", "fetches two files of docs into /tmp"),
        (GetCommand.Name, "dfs get docs/report.pdf -o copy.pdf", "fetches it under another name"),
        (GetCommand.Name, "dfs get 'docs/*.pdf' -o /tmp/", "fetches all that match"),
        (GetCommand.Name, "dfs get -r docs -o /tmp", "fetches a folder as /tmp/docs"),
        (GetCommand.Name, "dfs get backup/shop.sql -o - | psql shop", "pipes it on"),
        (ListCommand.Name, "dfs list docs", "names, folders with a '/' behind them"),
        (ListCommand.Name, "dfs list --json docs", "the same for programs"),
        (ListCommand.Name, "dfs list --health docs", "how many more nodes each file survives"),
        (VerifyCommand.Name, "dfs verify", "reads every copy of everything, and says what is wrong"),
        (VerifyCommand.Name, "dfs verify --json docs report.pdf", "a folder and a file, for programs"),
        (WriteCommands.MakeFolder, "dfs mkdir docs/2026", "makes docs too when it is not there"),
        (WriteCommands.Remove, "dfs rm docs/report.pdf", "deletes a file"),
        (WriteCommands.Remove, "dfs rm -r old", "deletes a folder with all that is in it"),
        (WriteCommands.Remove, "dfs rm -- -odd-name", "names that begin with '-' come after '--'"),
        (CopyCommands.Move, "dfs mv draft.pdf docs/report.pdf", "gives a file another name, folder or both"),
        (CopyCommands.Move, "dfs mv docs archive/", "moves a folder with all that is in it into archive"),
        (CopyCommands.Copy, "dfs cp docs/report.pdf final.pdf", "a second name for the same content, whatever its size"),
        (CopyCommands.Copy, "dfs cp --overwrite docs backup", "a folder, path by path, replacing files of backup"),
        (WriteCommands.Remove, "dfs rm --literal 'what?'", "a file of this very name, and no other"),
        (SyncCommand.Name, "dfs sync photos dfs:backup/photos", "sends what is new or changed; deletes nothing"),
        (SyncCommand.Name, "dfs sync --delete --dry-run dfs:docs docs", "what would be fetched and deleted here"),
        (StatCommand.Name, "dfs stat docs/report.pdf", "size, version, and the nodes that hold its parts"),
        (CompletionCommands.Script, "eval \"$(dfs completion bash)\"", "Tab completes commands and paths in the store"),
        (DoctorCommand.Name, "dfs doctor", "what is wrong, and what to do about it"),
        (VersionsCommand.Name, "dfs versions docs/report.pdf", "what it held before, as long as nodes keep it"),
        (VersionsCommand.Name, "dfs versions docs/", "names deleted from docs"),
        (VersionsCommand.Name, "dfs versions -r --json", "all names deleted anywhere, for programs"),
        (GetCommand.Name, "dfs get docs/report.pdf --version 3f9a1c22 -o old.pdf", "fetches an earlier version"),
        (RestoreCommand.Name, "dfs restore docs/report.pdf", "the version before, or what was deleted"),
        (RestoreCommand.Name, "dfs restore docs/report.pdf --version 3f9a1c22", "a certain one"),
        (RestoreCommand.Name, "dfs restore docs/report.pdf --to old.pdf", "under another path"),
        (RestoreCommand.Name, "dfs restore -r docs", "everything that was deleted in docs"),
        (TreeCommands.Tree, "dfs tree docs", "a folder and all that is in it"),
        (TreeCommands.Use, "dfs du", "how much each of your folders keeps"),
        (StatusCommand.Name, "dfs status", "every node: state, parts, space, last check"),
        (StatusCommand.Name, "dfs status --json", "the same for programs"),
        (RepairCommand.Name, "dfs repair", "what nodes do by themselves, now"),
        (RepairCommand.Name, "dfs repair --scrub", "re-reads every part first"),
        (UserCommand.Name, "dfs user passwd", "changes your password"),
        (UserCommand.Name, "dfs user recovery-key", "prints a key for the day the password is lost"),
        (UserCommand.Name, "dfs user rotate-key", "a new master key, behind a new password"),
        (RotateKeyCommand.Name, "dfs user rotate-key --json", "the same for programs"),
        (UserCommand.Name, "dfs user add carol --bytes 10GB", "makes a user, as the administrator"),
        (UserCommand.Name, "dfs user list", "all users, and how much they keep"),
        (RecoverCommand.Name, "dfs recover node1 node3 --user alice -o files", "alice's files from two volumes, without any node"),
    ];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var examples = Examples.Where(example => command is RootCommand || example.Command == command.Name).ToArray();
        if (examples.Length == 0)
            return code;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var (_, example, meaning) in examples)
            output.WriteLine($"  {example,-50}{meaning}");
        if (command is RootCommand)
            output.WriteLine("\nExit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 password or quorum refused.");
        return code;
    }
}
