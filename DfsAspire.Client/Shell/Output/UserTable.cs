using System.Globalization;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Client.Shell.Output;

/// <summary>The users, one line for each.</summary>
internal static class UserTable
{
    private const int NameWidth = 20;
    private const int StateWidth = 10;
    private const int UseWidth = 26;

    public static IEnumerable<string> Lines(IReadOnlyList<UserReport> users)
    {
        yield return Line("user", "state", "keeps", "may keep");
        foreach (var user in users)
            yield return Line(user.Name, State(user.State), Of(user.Use), Of(user.Quota));
    }

    /// <summary>How much a user may keep, in words.</summary>
    public static string Of(Quota quota) => quota switch
    {
        { IsNone: true } => "anything",
        { Bytes: { } bytes, Files: { } files } => $"{ByteSize.Format(bytes)} in {Count(files)}",
        { Bytes: { } bytes } => ByteSize.Format(bytes),
        _ => Count(quota.Files!.Value),
    };

    public static string State(AccountState state) => state switch
    {
        AccountState.Enabled => "enabled",
        AccountState.Disabled => "disabled",
        _ => "removed",
    };

    private static string Of(AccountUse use) => $"{ByteSize.Format(use.Bytes)} in {Count(use.Files)}";

    private static string Count(long files) => string.Create(CultureInfo.InvariantCulture, $"{files} {(files == 1 ? "file" : "files")}");

    private static string Line(string name, string state, string use, string quota) =>
        $"{name.PadRight(NameWidth)} {state.PadRight(StateWidth)} {use.PadRight(UseWidth)} {quota}";
}
