using System.CommandLine;

namespace DfsAspire.Client.Shell;

/// <summary>Which command the words of a line name, whether or not the line is whole and right.</summary>
internal static class CommandWords
{
    /// <summary>Goes from the root as far as the words lead. Options that belong to every command may stand before it.</summary>
    /// <returns>The last command on the way, and the word that led no further; null when none stood in it.</returns>
    public static (Command Command, string? Unknown) Follow(Command root, IReadOnlyList<string> words, StringComparer comparer)
    {
        var command = root;
        for (var i = 0; i < words.Count && command.Subcommands.Count > 0; i++)
        {
            if (FindOption(root, command, words[i]) is { } option)
                i += TakesValue(option) ? 1 : 0;
            else if (Find(command, words[i], comparer) is { } deeper)
                command = deeper;
            else
                return (command, words[i]);
        }

        return (command, null);
    }

    /// <summary>The command below another one that has this name or alias; null when there is none.</summary>
    public static Command? Find(Command above, string name, StringComparer comparer) =>
        above.Subcommands.FirstOrDefault(one => NamesOfCommand(one).Contains(name, comparer));

    /// <summary>The names and aliases of the commands below another one, as far as they are shown.</summary>
    public static IEnumerable<string> NamesBelow(Command above) => above.Subcommands.Where(one => !one.Hidden).SelectMany(NamesOfCommand);

    /// <summary>The names that lead to a command, such as <c>user list</c>; empty for the root.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } above ? $"{PathOf(above)} {command.Name}".TrimStart() : "";

    /// <summary>The options of a command, and those of every command.</summary>
    public static IEnumerable<Option> OptionsOf(Command root, Command command) => command.Options.Concat(root.Options.Where(option => option.Recursive));

    /// <summary>The option of this name or alias; null when there is none.</summary>
    public static Option? FindOption(Command root, Command command, string word) => OptionsOf(root, command).FirstOrDefault(option => NamesOf(option).Contains(word));

    /// <summary>The name of an option and its aliases.</summary>
    public static IEnumerable<string> NamesOf(Option option) => option.Aliases.Prepend(option.Name);

    /// <summary>The word behind an option belongs to it.</summary>
    public static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    private static IEnumerable<string> NamesOfCommand(Command command) => command.Aliases.Prepend(command.Name);
}
