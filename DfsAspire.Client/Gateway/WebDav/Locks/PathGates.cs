using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.WebDav.Locks;

/// <summary>Lets one request of this gateway at a time decide about a path and change it.</summary>
internal sealed class PathGates
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string User, string Path), Gate> _gates = [];

    /// <summary>Enters the gates of some paths of a user; disposing leaves them.</summary>
    public async Task<IDisposable> EnterAsync(string user, IEnumerable<StorePath> paths, CancellationToken cancellationToken)
    {
        var entered = new Entered(this);
        try
        {
            // Always in the same order, so that no two wait for each other.
            foreach (var path in paths.Select(path => path.Value).Distinct().Order(StringComparer.Ordinal))
                await entered.AddAsync((user, path), cancellationToken);
            return entered;
        }
        catch
        {
            entered.Dispose();
            throw;
        }
    }

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

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Users { get; set; }
    }

    private sealed class Entered(PathGates gates) : IDisposable
    {
        private readonly List<((string User, string Path) Key, Gate Gate)> _held = [];

        public async Task AddAsync((string User, string Path) key, CancellationToken cancellationToken)
        {
            var gate = gates.Rent(key);
            try
            {
                await gate.Turn.WaitAsync(cancellationToken);
            }
            catch
            {
                gates.Return(key, gate);
                throw;
            }

            _held.Add((key, gate));
        }

        public void Dispose()
        {
            foreach (var (key, gate) in _held)
            {
                gate.Turn.Release();
                gates.Return(key, gate);
            }

            _held.Clear();
        }
    }
}
