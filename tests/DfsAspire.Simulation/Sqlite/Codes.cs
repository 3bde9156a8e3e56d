namespace DfsAspire.Simulation.Sqlite;

/// <summary>SQLite's result codes (https://www.sqlite.org/rescode.html).</summary>
internal static class Codes
{
    public const int Ok = 0;
    public const int Busy = 5;
    public const int NotFound = 12;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int ReadFailed = 266;
    public const int ShortRead = 522;
    public const int WriteFailed = 778;
    public const int SyncFailed = 1034;
    public const int TruncateFailed = 1546;
    public const int SizeFailed = 1802;
    public const int DeleteFailed = 2570;
    public const int AccessFailed = 3338;
    public const int NothingToDelete = 5898;

    private const int NoSpace = 28;

    /// <summary>What an exception means; <paramref name="otherwise"/> for all but a full disk.</summary>
    public static int Of(Exception fault, int otherwise) => fault is IOException { HResult: NoSpace } ? Full : otherwise;
}
