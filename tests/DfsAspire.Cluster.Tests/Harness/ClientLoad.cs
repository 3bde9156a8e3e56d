using System.Diagnostics;
using System.Globalization;

namespace DfsAspire.Cluster.Tests.Harness;

/// <summary>
/// One client that writes, reads, lists, copies, moves and deletes its own files at random and knows what each must hold: the last acknowledged write, or
/// one of those whose outcome was left open since.
/// </summary>
/// <param name="client">Who does it.</param>
/// <param name="folder">Where all its files lie.</param>
/// <param name="seed">What it does.</param>
/// <param name="longestRest">
/// The most that it rests between two operations. Clients that never rest leave a node that starts anew next to nothing of a small machine, and most of a run is waiting for it.
/// </param>
internal sealed class ClientLoad(DfsClient client, StorePath folder, int seed, TimeSpan longestRest)
{
    private const int Files = 4;

    // Three nodes are up at every moment. A command leaves a node alone that it has met away, so that two outages can leave its outcome open. One that is refused, and
    // a GET that finds no node with a part, have tried once more by themselves with three nodes: only a further outage lets that fail.
    private const int OutagesThatLeaveItOpen = 2;
    private const int OutagesThatRefuse = 3;

    private static readonly int[] Sizes = [0, 1, 500, 4096, 20_000, 70_000, 300_000, 2_000_000];

    private readonly Random _random = new(seed);
    private readonly Dictionary<StorePath, List<byte[]?>> _possible =
        Enumerable.Range(0, Files).ToDictionary(n => folder.Combine($"file {n}"), _ => new List<byte[]?> { null });

    /// <summary>Where all its files lie.</summary>
    public StorePath Folder => folder;

    /// <summary>Operations that ended well.</summary>
    public int Done { get; private set; }

    /// <summary>Operations that ended in <see cref="DfsFault.OutcomeOpen"/> after nodes were away one after the other: nothing else is promised then.</summary>
    public int LeftOpen { get; private set; }

    /// <summary>Operations that failed after still more nodes were away, one after the other.</summary>
    public int Refused { get; private set; }

    /// <summary>What went wrong; each a broken promise.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Goes on until <paramref name="enough"/> is cancelled; an operation under way comes to its end.</summary>
    /// <param name="outages">Which nodes were away when: an operation that met several outages may fail.</param>
    /// <param name="enough">Ends the load.</param>
    public async Task RunAsync(Outages outages, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var path = _possible.Keys.ElementAt(_random.Next(Files));
            var began = Stopwatch.GetTimestamp();
            try
            {
                await (_random.Next(20) switch
                {
                    < 7 => PutAsync(path),
                    < 9 => DeleteAsync(path),
                    < 10 => CopyAsync(path, OtherThan(path)),
                    < 11 => MoveAsync(path, OtherThan(path)),
                    < 13 => ListAsync(),
                    _ => CheckAsync(client, path),
                });
                Done++;
            }
            catch (DfsException fault) when (fault.Fault is DfsFault.OutcomeOpen && outages.CountSince(began) >= OutagesThatLeaveItOpen)
            {
                LeftOpen++;
            }
            catch (DfsException fault) when (fault.Fault is DfsFault.QuorumRefused or DfsFault.Incomplete && outages.CountSince(began) >= OutagesThatRefuse)
            {
                Refused++;
            }
            catch (DfsException fault)
            {
                Violations.Add($"{path}: {fault.Fault}: {fault.Message}");
            }

            await Task.Delay(_random.NextDouble() * longestRest, CancellationToken.None);
        }
    }

    /// <summary>Reads every file once.</summary>
    public async Task CheckAllAsync(DfsClient reader)
    {
        foreach (var path in _possible.Keys)
            await CheckAsync(reader, path);
    }

    private async Task PutAsync(StorePath path)
    {
        var content = Bytes.Of(Sizes[_random.Next(Sizes.Length)], _random.Next());
        await WriteAsync(path, content, () => client.PutBytesAsync(path, content));
    }

    private async Task DeleteAsync(StorePath path)
    {
        try
        {
            await WriteAsync(path, null, () => client.DeleteAsync(path, TestContext.Current.CancellationToken));
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            Expect(path, null, "a deletion found nothing");
        }
    }

    private StorePath OtherThan(StorePath path) => _possible.Keys.Where(other => other != path).ElementAt(_random.Next(Files - 1));

    private async Task CopyAsync(StorePath from, StorePath to)
    {
        var copied = _possible[from].Where(content => content is not null).ToList();
        try
        {
            await client.CopyAsync(from, to, overwrite: true, TestContext.Current.CancellationToken);
            _possible[to] = copied;
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            Expect(from, null, "a copy found nothing");
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.OutcomeOpen)
        {
            _possible[to].AddRange(copied);
            throw;
        }
    }

    private async Task MoveAsync(StorePath from, StorePath to)
    {
        var moved = _possible[from].Where(content => content is not null).ToList();
        try
        {
            await client.MoveAsync(from, to, overwrite: true, TestContext.Current.CancellationToken);
            (_possible[to], _possible[from]) = (moved, [null]);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            Expect(from, null, "a move found nothing");
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.OutcomeOpen)
        {
            _possible[to].AddRange(moved);
            _possible[from].Add(null);
            throw;
        }
    }

    // What is listed may be read by two nodes alone: it settles nothing.
    private async Task ListAsync()
    {
        var listed = new Dictionary<StorePath, long?>();
        try
        {
            listed = (await client.ListAsync(folder, TestContext.Current.CancellationToken)).Entries.ToDictionary(entry => entry.Path, entry => (long?)entry.Length);
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            // There is no folder before the first file: as good as an empty one, which the files it should have show below.
        }

        foreach (var (path, known) in _possible)
        {
            var length = listed.GetValueOrDefault(path);
            if (!known.Any(content => content?.LongLength == length))
                Violations.Add($"{path}: listed with {length?.ToString(CultureInfo.InvariantCulture) ?? "no"} bytes instead of {string.Join(" or ", known.Select(Shown))}");
        }
    }

    private async Task WriteAsync(StorePath path, byte[]? content, Func<Task> write)
    {
        try
        {
            await write();
            _possible[path] = [content];
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.OutcomeOpen)
        {
            _possible[path].Add(content);
            throw;
        }
    }

    private async Task CheckAsync(DfsClient reader, StorePath path)
    {
        try
        {
            Expect(path, await reader.GetBytesAsync(path), "read");
        }
        catch (DfsException fault) when (fault.Fault == DfsFault.NotFound)
        {
            Expect(path, null, "read");
        }
    }

    // What three nodes have answered with stays: whatever was open before is settled.
    private void Expect(StorePath path, byte[]? found, string what)
    {
        var known = _possible[path];
        if (known.Any(content => Same(content, found)))
            _possible[path] = [found];
        else
            Violations.Add($"{path}: {what}, and got {Shown(found)} instead of {string.Join(" or ", known.Select(Shown))}");
    }

    private static bool Same(byte[]? left, byte[]? right) => left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);

    private static string Shown(byte[]? content) => content is null ? "nothing" : $"{content.Length} bytes";
}
