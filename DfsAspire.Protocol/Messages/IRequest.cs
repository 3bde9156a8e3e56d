namespace DfsAspire.Protocol.Messages;

/// <summary>A message that asks for something and carries a <see cref="RequestHeader"/>.</summary>
/// <typeparam name="TSelf">The message itself.</typeparam>
public interface IRequest<TSelf> where TSelf : IRequest<TSelf>
{
    /// <summary>The trace it belongs to and its deadline.</summary>
    RequestHeader Header { get; }

    /// <summary>The same request with another header.</summary>
    TSelf WithHeader(RequestHeader header);
}
