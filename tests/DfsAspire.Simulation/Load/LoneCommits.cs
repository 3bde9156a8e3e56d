using DfsAspire.Protocol.Messages;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.Rules;

namespace DfsAspire.Simulation.Load;

/// <summary>Lets some writes end with one commit: its client vanishes, and the node that got it goes away with it.</summary>
internal sealed class LoneCommits(World world, Profile profile, Troubles troubles) : IMischief
{
    private readonly Chance _chance = world.Chance.Split();

    public Task<bool> MeddleAsync(Meddler meddler, MessageKind kind, ReadOnlyMemory<byte> message)
    {
        if (kind == MessageKind.Commit && meddler.Asker.IsAlive && _chance.Happens(profile.LoneCommitRate))
            troubles.LoseCommit(meddler.Asker, meddler.Node);
        return Task.FromResult(false);
    }
}
