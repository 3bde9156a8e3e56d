namespace DfsAspire.Node.Storage.Files;

/// <summary>
/// The directory tree below one volume, as far as a volume needs it: names are relative, with <c>/</c> between them. Calls block on
/// the disk and throw what the file system throws (<see cref="Faults.IsFileFault"/>). What was not synced may be lost in a power cut.
/// </summary>
internal interface IDisk
{
    /// <summary>Free bytes, for this user.</summary>
    long FreeBytes { get; }

    /// <summary>Bytes of the whole disk, used ones too.</summary>
    long TotalBytes { get; }

    /// <summary>The name by which SQLite and messages know a file.</summary>
    string FullPath(string name);

    /// <summary>Makes a directory; its name is durable once its parent was synced. Nothing happens when it exists.</summary>
    void MakeDirectory(string name);

    /// <summary>Removes a directory; false when something is in it, or when it does not exist.</summary>
    bool RemoveDirectory(string name);

    /// <summary>Makes the names in a directory durable; the empty name is the volume itself.</summary>
    void SyncDirectory(string name);

    /// <summary>Names of the files in a directory.</summary>
    IReadOnlyList<string> FilesIn(string directory);

    /// <summary>Names of the directories in a directory.</summary>
    IReadOnlyList<string> DirectoriesIn(string directory);

    /// <summary>Makes a file that does not exist yet, private to this user, with room for <paramref name="length"/> bytes.</summary>
    IDiskFile Create(string name, long length);

    /// <summary>Opens a file; null when it does not exist.</summary>
    IDiskFile? Open(string name, bool forWriting);

    /// <summary>The size of a file in bytes; null when it does not exist.</summary>
    long? SizeOf(string name);

    /// <summary>When a file was last written to, by the disk's clock; null when it does not exist.</summary>
    DateTimeOffset? WrittenAt(string name);

    /// <summary>Renames a file, over an existing one.</summary>
    void Move(string from, string to);

    /// <summary>Deletes a file; nothing happens when it does not exist.</summary>
    void Delete(string name);

    /// <summary>Takes a file for this process alone, until what is answered is disposed of or the process ends; null when another has it.</summary>
    IDisposable? Lock(string name);
}
