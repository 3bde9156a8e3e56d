using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav.Locks;

/// <summary>
/// Lets one request of this gateway at a time decide about a path and change it. Who removes or replaces a whole tree waits for all who change
/// something in it, and they wait for it: a file that was taken into a folder is there when the folder goes, and goes with it.
/// </summary>
internal sealed class PathGates
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string User, string Path), Gate> _gates = [];

    /// <summary>Enters the gates of what one request changes; disposing leaves them.</summary>
    /// <param name="user">Whose tree it is.</param>
    /// <param name="changes">The paths, each with whether all that lies below it goes too. None of them lies in another one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IDisposable> EnterAsync(string user, IEnumerable<(StorePath Path, bool IsTree)> changes, CancellationToken cancellationToken)
    {
        var passes = new SortedDictionary<string, GatePass>(StringComparer.Ordinal);
        foreach (var (path, isTree) in changes)
        {
            Add(path, isTree ? GatePass.Tree : GatePass.Path);
            for (var above = path; !above.IsRoot; above = above.Folder)
                Add(above.Folder, GatePass.Through);
        }

        var entered = new Entered(this);
        try
        {
            // Always in the same order, so that no two wait for each other.
            foreach (var (path, pass) in passes)
                await entered.AddAsync((user, path), pass, cancellationToken);
            return entered;
        }
        catch
        {
            entered.Dispose();
            throw;
        }

        void Add(StorePath path, GatePass pass) =>
            passes[path.Value] = passes.TryGetValue(path.Value, out var other) && other > pass ? other : pass;
    }

    /// <summary>The same for one path.</summary>
    public Task<IDisposable> EnterAsync(string user, StorePath path, bool isTree, CancellationToken cancellationToken) =>
        EnterAsync(user, [(path, isTree)], cancellationToken);

    private Gate Rent((string User, string Path) key)
    {
        lock (_lock)
        {
            if (!_gates.TryGetValue(key, out var gate))
                _gates.Add(key, gate = new Gate());
            gate.Users++;
            return gate;
        }
    }

    private void Return((string User, string Path) key, Gate gate)
    {
        lock (_lock)
            if (--gate.Users == 0)
                _gates.Remove(key);
    }

    private sealed class Entered(PathGates gates) : IDisposable
    {
        private readonly List<((string User, string Path) Key, Gate Gate, GatePass Pass)> _held = [];

        public async Task AddAsync((string User, string Path) key, GatePass pass, CancellationToken cancellationToken)
        {
            var gate = gates.Rent(key);
            try
            {
                await gate.EnterAsync(pass, cancellationToken);
            }
            catch
            {
                gates.Return(key, gate);
                throw;
            }

            _held.Add((key, gate, pass));
        }

        public void Dispose()
        {
            foreach (var (key, gate, pass) in _held)
            {
                gate.Leave(pass);
                gates.Return(key, gate);
            }

            _held.Clear();
        }
    }
}
