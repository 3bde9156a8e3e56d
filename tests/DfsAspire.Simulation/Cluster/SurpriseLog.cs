using Microsoft.Extensions.Logging;

namespace DfsAspire.Simulation.Cluster;

/// <summary>Passes on what a part of a node did not expect, and drops the rest.</summary>
internal sealed class SurpriseLog<T>(Action<Exception> surprise) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && exception is not null)
            surprise(exception);
    }
}
