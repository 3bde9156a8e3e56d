namespace DfsAspire.Client.Shell.Output;

/// <summary>How commands that change an account say that they have: a sentence for people, a document for programs.</summary>
internal static class AccountChangeDisplay
{
    public static void Show(ShellSurroundings surroundings, bool isJson, AccountChangeJson change, Action say)
    {
        if (isJson)
            surroundings.Out.WriteLine(JsonOutput.Of(change));
        else
            say();
    }
}
