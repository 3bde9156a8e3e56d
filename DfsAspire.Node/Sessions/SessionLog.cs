using System.Net;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Node.Sessions;

/// <summary>What sessions log: events 2000 to 2099.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(2000, LogLevel.Debug, "A connection ended before its time: {Reason}")]
    public static partial void ConnectionLost(this ILogger log, string reason);

    [LoggerMessage(2001, LogLevel.Warning, "The connection from {Remote} sent what is no message and was closed: {Reason}")]
    public static partial void BadFrame(this ILogger log, EndPoint? remote, string reason);

    [LoggerMessage(2002, LogLevel.Information, "An opening from {Remote} was refused with {Status}.")]
    public static partial void OpeningRefused(this ILogger log, EndPoint? remote, Status status);

    [LoggerMessage(2003, LogLevel.Debug, "{User} logged in from {Remote}.")]
    public static partial void LoggedIn(this ILogger log, string user, EndPoint? remote);

    [LoggerMessage(2004, LogLevel.Warning, "A log-in from {Remote} was refused.")]
    public static partial void LogInRefused(this ILogger log, EndPoint? remote);

    [LoggerMessage(2005, LogLevel.Warning, "A log-in from {Remote} was made for another connection than the one it came on, and refused: somebody may sit between that client and this node.")]
    public static partial void LogInOfAnotherConnection(this ILogger log, EndPoint? remote);

    [LoggerMessage(2006, LogLevel.Information, "A connection from {Remote} began without TLS and was refused.")]
    public static partial void BeganWithoutTls(this ILogger log, EndPoint? remote);

    [LoggerMessage(2010, LogLevel.Information, "Request '{Operation}' ended with {Status}: {Text}")]
    public static partial void RequestRefused(this ILogger log, string operation, Status status, string? text);

    [LoggerMessage(2011, LogLevel.Error, "Request '{Operation}' failed unexpectedly.")]
    public static partial void RequestFailed(this ILogger log, string operation, Exception fault);

    [LoggerMessage(2012, LogLevel.Warning, "Part file {Name} could not be read to its end; the connection was closed.")]
    public static partial void PartUnreadable(this ILogger log, string name, Exception fault);

    [LoggerMessage(2013, LogLevel.Information, "Node {Node} now belongs to cluster {Cluster}.")]
    public static partial void Founded(this ILogger log, int node, Guid cluster);
}
