using DfsAspire.Client.Store;

namespace DfsAspire.Client.Shell.Output;

/// <summary>What one command did, file by file, for programs: kept until the command ends and printed as one document, also when it failed midway.</summary>
internal sealed class CommandReceipt
{
    private readonly Lock _lock = new();
    private readonly List<DoneJson> _done = [];
    private readonly List<FailedJson> _failed = [];
    private readonly List<FaultJson> _faults = [];

    /// <summary>Runs a command's body, with a receipt when one is asked for.</summary>
    public static async Task<int> RunAsync(CommandContext context, bool isAsked, Func<CommandContext, Task<int>> body)
    {
        if (!isAsked)
            return await body(context);
        var receipt = new CommandReceipt();
        try
        {
            return await body(context with { Receipt = receipt });
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            receipt.EndWith(fault);
            throw;
        }
        finally
        {
            context.Surroundings.Out.WriteLine(receipt.ToJson());
        }
    }

    /// <summary>A file was stored.</summary>
    public void Add(PutReceipt put, string? local) => Add(new DoneJson(
        put.Path.Value, "file", local, put.Length, put.Stamp.Writer.ToString("N"),
        [.. put.Holders.SelectMany(nodes => nodes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));

    /// <summary>A file was fetched.</summary>
    public void Add(GetReceipt got, string local) => Add(new DoneJson(got.Path.Value, "file", local, got.Length, null, null));

    /// <summary>A folder was made, or something deleted.</summary>
    public void Add(WriteReceipt written, bool? isFolder) => Add(new DoneJson(
        written.Path.Value, isFolder switch { true => "folder", false => "file", null => null }, null, null, written.Stamp.Writer.ToString("N"), written.Nodes));

    /// <summary>One failed, and what nodes did wrong there.</summary>
    public void Fail(string name, Exception fault)
    {
        lock (_lock)
            _failed.Add(new FailedJson(name, Failure.Of(fault).Message));
        foreach (var node in (fault as DfsException)?.Faults ?? [])
            Note(node);
    }

    /// <summary>What a node did wrong meanwhile, once.</summary>
    public void Note(NodeFault fault)
    {
        lock (_lock)
        {
            var noted = new FaultJson(fault.Node, fault.Reason);
            if (!_faults.Contains(noted))
                _faults.Add(noted);
        }
    }

    // Where the command ends with the first failure, that one is nobody's in particular: a lost quorum, say.
    private void EndWith(Exception fault) => Fail("", fault);

    private void Add(DoneJson done)
    {
        lock (_lock)
            _done.Add(done);
    }

    private string ToJson()
    {
        lock (_lock)
            return JsonOutput.Of(new ReceiptJson([.. _done.OrderBy(done => done.Path, StringComparer.Ordinal)], [.. _failed], [.. _faults]));
    }
}
