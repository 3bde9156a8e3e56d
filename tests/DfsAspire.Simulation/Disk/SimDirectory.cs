using DfsAspire.Simulation.Engine;

namespace DfsAspire.Simulation.Disk;

/// <summary>A directory's names: as every program sees them, and as they would be after a power cut. Changes become durable in their order.</summary>
internal sealed class SimDirectory
{
    private readonly Dictionary<string, object> _durable = new(StringComparer.Ordinal);
    private readonly List<(string Name, object? Target)> _unsynced = [];

    /// <summary>Files and directories by name.</summary>
    public Dictionary<string, object> Names { get; } = new(StringComparer.Ordinal);

    public void Set(string name, object target)
    {
        Names[name] = target;
        _unsynced.Add((name, target));
    }

    public void Remove(string name)
    {
        if (Names.Remove(name))
            _unsynced.Add((name, null));
    }

    public void Sync()
    {
        foreach (var change in _unsynced)
            Apply(_durable, change);
        _unsynced.Clear();
    }

    /// <summary>The directory and all below it as a power cut leaves them.</summary>
    public SimDirectory AfterPowerCut(Chance chance, Survival survival)
    {
        var left = new Dictionary<string, object>(_durable, StringComparer.Ordinal);
        var kept = survival switch
        {
            Survival.None => 0,
            Survival.All => _unsynced.Count,
            _ => chance.Below(_unsynced.Count + 1),
        };
        foreach (var change in _unsynced.Take(kept))
            Apply(left, change);
        return Rebuild(left, target => target is SimFile file ? file.AfterPowerCut(chance, survival) : ((SimDirectory)target).AfterPowerCut(chance, survival));
    }

    /// <summary>The directory and all below it as everybody sees them, synced.</summary>
    public SimDirectory Copy() => Rebuild(Names, target => target is SimFile file ? file.Copy() : ((SimDirectory)target).Copy());

    private static SimDirectory Rebuild(Dictionary<string, object> names, Func<object, object> copy)
    {
        var made = new SimDirectory();
        foreach (var (name, target) in names)
            made.Names[name] = made._durable[name] = copy(target);
        return made;
    }

    private static void Apply(Dictionary<string, object> names, (string Name, object? Target) change)
    {
        if (change.Target is { } target)
            names[change.Name] = target;
        else
            names.Remove(change.Name);
    }
}
