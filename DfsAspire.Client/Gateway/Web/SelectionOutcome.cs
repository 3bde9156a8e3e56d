using DfsAspire.Client.Gateway.Http;
using DfsAspire.Client.Gateway.Sessions;
using DfsAspire.Client.Gateway.Web.Pages;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Gateway.Web;

/// <summary>How it went with several entries: what is done, and what is not and why.</summary>
/// <param name="done">What is said of those with which all went well, such as "deleted".</param>
internal sealed class SelectionOutcome(string done)
{
    private readonly List<StorePath> _done = [];
    private readonly List<Failure> _failures = [];
    private int _refused;
    private int _waiting;

    /// <summary>What of it can be undone.</summary>
    public List<Deletion> Deletions { get; } = [];

    /// <summary>Does something with one after the other. One that is refused keeps no other one back.</summary>
    public async Task RunAsync(IReadOnlyList<StorePath> paths, Func<StorePath, Task> act)
    {
        _waiting = paths.Count;
        foreach (var path in paths)
        {
            try
            {
                await act(path);
                _waiting--;
                _done.Add(path);
            }
            catch (Exception fault) when (fault is HttpRefusal or InvalidPathException or DfsException { Fault: not DfsFault.WrongCredentials })
            {
                _waiting--;
                _refused++;
                Remark(path, fault.Message);
                // Where too few nodes answer, each of the others would wait for them in vain.
                if (fault is DfsException { Fault: DfsFault.QuorumRefused or DfsFault.OutcomeOpen })
                    return;
            }
        }
    }

    /// <summary>Notes what has to be said of one.</summary>
    public void Remark(StorePath path, string text) => _failures.Add(new Failure(path, text));

    /// <summary>What the next page says of it, as far as it has come.</summary>
    public Notice ToNotice()
    {
        List<string> sentences = [Sum()];
        if (_waiting > 0)
            sentences.Add($"It was broken off with {_waiting} to go.");
        if (_failures.Count > 0)
            sentences.Add("The list says more.");
        return new Notice(string.Join(' ', sentences), IsError: _failures.Count + _waiting > 0) { Deletions = Deletions, Failures = _failures };
    }

    private string Sum() => (_done.Count, _refused) switch
    {
        (0, _) => $"Nothing is {done}.",
        (_, 0) => $"{Words.Some(_done)} {Are(_done.Count)} {done}.",
        _ => $"{Words.Some(_done)} {Are(_done.Count)} {done}, {_refused} {Are(_refused)} not.",
    };

    private static string Are(int count) => count == 1 ? "is" : "are";
}
