using DfsAspire.Simulation.History;

namespace DfsAspire.Simulation.Load;

/// <summary>What happens in one run.</summary>
internal interface IPlay
{
    /// <summary>The calls so far.</summary>
    IReadOnlyList<Call> Calls { get; }

    Task PlayAsync();
}
