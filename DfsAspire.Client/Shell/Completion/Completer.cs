using System.Collections.Frozen;
using System.CommandLine;
using DfsAspire.Client.Shell.Commands;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Completion;

/// <summary>What a word that is being typed may become: a command, an option, or a path in the store.</summary>
internal sealed class Completer(Command root, Func<CancellationToken, Task<IStore>> connect)
{
    private const string NoMoreOptions = "--";

    // Commands whose arguments are paths in the store.
    private static readonly FrozenSet<string> Remote = FrozenSet.Create(
        StringComparer.Ordinal, "get", "list", "verify", "mkdir", "rm", "mv", "cp", "tree", "du", "versions", "restore", "stat");

    // Options whose value is one.
    private static readonly FrozenSet<string> RemoteOptions = FrozenSet.Create(StringComparer.Ordinal, "--to", "--as");

    // The same of local files.
    private static readonly FrozenSet<string> Local = FrozenSet.Create(StringComparer.Ordinal, PutCommand.Name, SyncCommand.Name, RecoverCommand.Name);
    private static readonly FrozenSet<string> LocalOptions = FrozenSet.Create(StringComparer.Ordinal, "--output", "--config");

    /// <summary>All that the word may become, in order; empty when nothing fits, or no node says what there is; null where a local file is wanted.</summary>
    /// <param name="before">The words before it, without the program's own name.</param>
    /// <param name="word">What is typed of it.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<IReadOnlyList<string>?> CompleteAsync(IReadOnlyList<string> before, string word, CancellationToken cancellationToken)
    {
        if (CommandWords.Follow(root, before, StringComparer.OrdinalIgnoreCase) is not (var command, null))
            return [];
        var mayBeOption = !before.Contains(NoMoreOptions);
        if (mayBeOption && before.Count > 0 && CommandWords.FindOption(root, command, before[^1]) is { } option && CommandWords.TakesValue(option))
        {
            var names = CommandWords.NamesOf(option);
            return names.Any(LocalOptions.Contains) ? null
                : names.Any(RemoteOptions.Contains) ? await PathsAsync(word, cancellationToken)
                : [];
        }

        if (mayBeOption && word.StartsWith('-'))
            return Fitting(CommandWords.OptionsOf(root, command).Where(one => !one.Hidden).SelectMany(CommandWords.NamesOf), word);
        if (command.Subcommands.Count > 0)
            return Fitting(CommandWords.NamesBelow(command), word);
        if (command.Name == CompletionCommands.Script)
            return Fitting(ShellScripts.Shells, word);
        if (command.Name == SyncCommand.Name && word.StartsWith(SyncCommand.StorePrefix, StringComparison.Ordinal))
            return [.. (await PathsAsync(word[SyncCommand.StorePrefix.Length..], cancellationToken)).Select(path => SyncCommand.StorePrefix + path)];
        if (Local.Contains(command.Name))
            return null;
        return Remote.Contains(command.Name) ? await PathsAsync(word, cancellationToken) : [];
    }

    /// <summary>The paths in the store that begin so, those of folders with a <c>/</c> at their end.</summary>
    public async Task<IReadOnlyList<string>> PathsAsync(string word, CancellationToken cancellationToken)
    {
        var end = word.LastIndexOf('/') + 1;
        try
        {
            var folder = StorePath.Parse(word[..end] == "/" ? "" : word[..end]);
            var store = await connect(cancellationToken);
            var listing = await store.ListAsync(folder, cancellationToken);
            return [.. listing.Entries.Where(entry => entry.Path.Name.StartsWith(word[end..], StringComparison.Ordinal))
                .Select(entry => $"{word[..end]}{entry.Path.Name}{(entry.IsFolder ? "/" : "")}")];
        }
        catch (Exception fault) when (fault is DfsException or InvalidPathException)
        {
            // Nobody asked for an error: the command itself will say it.
            return [];
        }
    }

    private static IReadOnlyList<string> Fitting(IEnumerable<string> names, string word) =>
        [.. names.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal)];
}
