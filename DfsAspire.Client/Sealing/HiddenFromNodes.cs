namespace DfsAspire.Client.Sealing;

/// <summary>What nodes do not get to see of a user's files, besides their contents. Chosen when the user is made, and kept for the life of the account.</summary>
[Flags]
public enum HiddenFromNodes
{
    /// <summary>Names and lengths are as they are.</summary>
    Nothing = 0,

    /// <summary>Names of files and folders are encrypted.</summary>
    Names = 1,

    /// <summary>Files are filled up to one of few lengths, by a sixteenth at the most, or to 1 KiB.</summary>
    Lengths = 2,
}
