using System.Collections.Frozen;
using System.CommandLine;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Shell.Completion;

/// <summary>What a word that is being typed may become: a command, an option, or a path in the store.</summary>
internal sealed class Completer(Command root, Func<CancellationToken, Task<IStore>> connect)
{
    // Commands whose arguments are paths in the store.
    private static readonly FrozenSet<string> Remote = FrozenSet.Create(
        StringComparer.Ordinal, "get", "list", "verify", "mkdir", "rm", "mv", "cp", "tree", "du", "versions", "restore", "stat");

    // Options whose value is one.
    private static readonly FrozenSet<string> RemoteOptions = FrozenSet.Create(StringComparer.Ordinal, "--to", "--as");

    /// <summary>All that the word may become, in order; empty when nothing fits, or no node says what there is.</summary>
    /// <param name="before">The words before it, without the program's own name.</param>
    /// <param name="word">What is typed of it.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<IReadOnlyList<string>> CompleteAsync(IReadOnlyList<string> before, string word, CancellationToken cancellationToken)
    {
        var command = root;
        var depth = 0;
        while (depth < before.Count && command.Subcommands.FirstOrDefault(one => one.Name.Equals(before[depth], StringComparison.OrdinalIgnoreCase)) is { } deeper)
            (command, depth) = (deeper, depth + 1);
        if (command.Subcommands.Count > 0)
            return depth == before.Count ? Fitting(command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name), word) : [];
        if (word.StartsWith('-'))
            return Fitting(command.Options.Concat(root.Options.Where(option => option.Recursive)).Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name)), word);
        return Remote.Contains(command.Name) || (before.Count > 0 && RemoteOptions.Contains(before[^1])) ? await PathsAsync(word, cancellationToken) : [];
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
