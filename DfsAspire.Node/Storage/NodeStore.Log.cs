namespace DfsAspire.Node.Storage;

public sealed partial class NodeStore
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Information,
        Message = "Volume of node {Node} is open: founded {IsFounded}, incarnation {Incarnation}, {LeftOver} half received files cleared")]
    private partial void LogOpened(int node, bool isFounded, long incarnation, int leftOver);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "A part of {User} is not as it should be: {File}: {Fault}")]
    private partial void LogDamage(string user, string file, string fault);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "A file that is not needed any more could not be deleted: {File}")]
    private partial void LogLeftFile(string file, Exception fault);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Error,
        Message = "The catalog is damaged and was set aside as {File}; it is copied anew from the other nodes. {Fault}")]
    private static partial void LogCatalogSetAside(ILogger log, string file, string fault);

    [LoggerMessage(EventId = 3006, Level = LogLevel.Error, Message = "The catalog holds a damaged row and is copied anew from the other nodes. {Fault}")]
    private partial void LogCatalogRowDamaged(string fault);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Information, Message = "A file that nobody asks for, last written {WrittenAt:u}, was removed: {File}")]
    private partial void LogStrayRemoved(string file, DateTimeOffset writtenAt);

    [LoggerMessage(EventId = 3008, Level = LogLevel.Warning, Message = "Part files are looked for without what cannot be read.")]
    private partial void LogUnreadable(Exception fault);

    [LoggerMessage(EventId = 3009, Level = LogLevel.Information, Message = "A part on loan was found again on a volume whose catalog was lost: {File}")]
    private partial void LogLoanFound(string file);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Warning,
        Message = "{Count} times in the catalog were yet to come: the clock was ahead. What waits by them waits from now on. Keep the clock right.")]
    private partial void LogFutureTimes(int count);

    [LoggerMessage(EventId = 3014, Level = LogLevel.Warning, Message = "What the catalog had counted for its users was wrong and has been counted anew.")]
    private partial void LogCountersWrong();

    [LoggerMessage(EventId = 3015, Level = LogLevel.Error,
        Message = "Whether the catalog is to be trusted could not be kept on the volume; the next start may see it otherwise. {Fault}")]
    private partial void LogDistrustNotKept(string fault);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "A part is whole again: {File}")]
    private partial void LogRestored(string file);
}
