using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using DfsAspire.Simulation.Engine;
using DfsAspire.Simulation.History;

namespace DfsAspire.Simulation.Load;

/// <summary>Makes calls through a client, and notes what its user is told.</summary>
internal sealed class Caller(World world, Recorder recorder, Contents contents, FaultLog faults)
{
    /// <summary>How a PUT is done; another way of it breaks a rule on purpose.</summary>
    public Func<DfsClient, StorePath, byte[], Task<PutReceipt>> PutOnce { get; set; } =
        static (store, path, bytes) => store.PutAsync(path, new MemoryStream(bytes), null, CancellationToken.None);

    /// <summary>How a MOVE is done.</summary>
    public Func<DfsClient, StorePath, StorePath, Task<CopyReceipt>> MoveOnce { get; set; } =
        static (store, from, to) => store.MoveAsync(from, to, overwrite: true, CancellationToken.None);

    public Task PutAsync(string client, DfsClient store, string path)
    {
        var (bytes, value) = contents.Make();
        return CallAsync(client, store, CallKind.Put, path, value, async call => call with { Stamp = (await PutOnce(store, StorePath.Parse(path), bytes)).Stamp });
    }

    /// <summary>Uploads that went on where an earlier attempt had stopped, and came to their end.</summary>
    public int WentOn { get; private set; }

    /// <summary>Sends the large file on a desk, or puts one there first; what an earlier attempt has sent is not sent again.</summary>
    public async Task PutFileAsync(string client, DfsClient store, string path, Desk desk)
    {
        if (desk.Pending is not { } upload)
        {
            var (bytes, value) = contents.MakeLarge();
            upload = desk.Begin(path, bytes, value);
        }

        await CallAsync(client, store, CallKind.Put, upload.Path, upload.Value, async call =>
        {
            desk.Continue(call);
            var remembered = desk.Remembered;
            var receipt = await store.PutFileAsync(StorePath.Parse(upload.Path), upload.File, null, CancellationToken.None);
            WentOn += receipt.Content == remembered ? 1 : 0;
            return call with { Stamp = receipt.Stamp };
        });
        desk.Ended();
    }

    /// <summary>The program at a desk vanishes: where no commit was sent, its PUT has no effect.</summary>
    public void Vanishes(Desk desk)
    {
        if (desk.ProgramVanishes() is { } attempt)
            recorder.End(attempt with { Ending = Ending.Refused });
    }

    public Task GetAsync(string client, DfsClient store, string path) => CallAsync(client, store, CallKind.Get, path, default, async call =>
    {
        var read = new MemoryStream();
        var receipt = await store.GetAsync(StorePath.Parse(path), read, null, CancellationToken.None);
        if (contents.Recognize(read.GetBuffer().AsSpan(0, (int)read.Length)) is not { } value)
        {
            world.Surprise($"call {call.Number} got {read.Length} bytes of '{path}' that nobody ever put");
            return call with { Ending = Ending.Refused };
        }

        return call with { Value = value, IsByTwo = receipt.AnsweredByTwo };
    });

    public Task DeleteAsync(string client, DfsClient store, string path) => CallAsync(client, store, CallKind.Delete, path, Value.Absent,
        async call => call with { Stamp = (await store.DeleteAsync(StorePath.Parse(path), CancellationToken.None)).Stamp });

    public Task MakeFolderAsync(string client, DfsClient store, string path) => CallAsync(client, store, CallKind.MakeFolder, path, Value.Folder,
        async call => call with { Stamp = (await store.MakeFolderAsync(StorePath.Parse(path), CancellationToken.None)).Stamp });

    public Task CopyAsync(string client, DfsClient store, string from, string to) => RelocateAsync(client, store, from, to, null,
        () => store.CopyAsync(StorePath.Parse(from), StorePath.Parse(to), overwrite: true, CancellationToken.None));

    public Task MoveAsync(string client, DfsClient store, string from, string to) => RelocateAsync(
        client, store, from, to, recorder.Begin(client, CallKind.GiveUp, $"{store.User}:{from}"), () => MoveOnce(store, StorePath.Parse(from), StorePath.Parse(to)));

    /// <summary>Names again what a path held before, if any of that can be had.</summary>
    public async Task RestoreAsync(string client, DfsClient store, string path, Func<IReadOnlyList<FileVersion>, FileVersion> choose)
    {
        IReadOnlyList<FileVersion> versions;
        try
        {
            versions = [.. (await store.ListVersionsAsync(StorePath.Parse(path), CancellationToken.None)).Versions.Where(version => version is { IsCurrent: false, IsComplete: true })];
        }
        catch (DfsException fault)
        {
            world.Trace.Remark($"{fault.Message}");
            return;
        }

        if (versions.Count == 0)
            return;
        var version = choose(versions);
        var value = contents.OfLength(version.Length) ?? new Value(int.MaxValue);
        await CallAsync(client, store, CallKind.Restore, path, value, async call =>
            call with { Stamp = (await store.RestoreAsync(version, null, overwrite: true, CancellationToken.None)).Stamp });
    }

    /// <summary>Lists the root: a reading of every path that lies there.</summary>
    public async Task ListAsync(string client, DfsClient store, IReadOnlyList<string> paths)
    {
        var begun = paths.Where(path => !path.Contains('/', StringComparison.Ordinal)).Select(path => recorder.Begin(client, CallKind.List, $"{store.User}:{path}")).ToList();
        var start = world.Now;
        try
        {
            var listing = await store.ListAsync(StorePath.Root, CancellationToken.None);
            foreach (var call in begun)
            {
                var entry = listing.Entries.FirstOrDefault(entry => $"{store.User}:{entry.Path}" == call.Path);
                var value = entry is null ? Value.Absent : entry.IsFolder ? Value.Folder : contents.OfLength(entry.Length) ?? new Value(int.MaxValue);
                recorder.End(call with { Ending = listing.MayBeOld ? Ending.Refused : Ending.Done, Value = value });
            }
        }
        catch (DfsException fault)
        {
            foreach (var call in begun)
                recorder.End(call with { Ending = Ending.Refused, Text = fault.Message });
            if (faults.NodesSince(start).Count < 4)
                world.Surprise($"LIST by {client} failed with a node up: {fault.Message}");
        }
    }

    // A reading of one path, a write of another, and for a MOVE a deletion of what was read.
    private async Task RelocateAsync(string client, DfsClient store, string from, string to, Call? giveUp, Func<Task<CopyReceipt>> work)
    {
        var read = recorder.Begin(client, CallKind.Get, $"{store.User}:{from}");
        await CallAsync(
            client, store, CallKind.Copy, to, Value.Unknown,
            async call =>
            {
                var receipt = await work();
                var value = contents.OfLength(receipt.Length) ?? new Value(int.MaxValue);
                recorder.End(read with { Ending = Ending.Done, Value = value });
                if (giveUp is not null)
                    recorder.End(giveUp with { Ending = Ending.Done, Moved = value, Stamp = receipt.SourceStamp.Next() });
                return call with { Value = value, Stamp = receipt.Stamp };
            },
            fault =>
            {
                var isAbsent = fault?.Fault == DfsFault.NotFound;
                recorder.End(read with { Ending = isAbsent ? Ending.Done : Ending.Refused, Value = Value.Absent, Text = fault?.Message });
                if (giveUp is not null && fault is not (null or { Fault: DfsFault.OutcomeOpen }))
                    recorder.End(giveUp with { Ending = Ending.Refused });
            });
    }

    private async Task CallAsync(string client, DfsClient store, CallKind kind, string path, Value value, Func<Call, Task<Call>> work, Action<DfsException?>? failed = null)
    {
        var call = recorder.Begin(client, kind, $"{store.User}:{path}", value);
        var start = world.Now;
        try
        {
            var done = await work(call);
            recorder.End(done.Ending == Ending.Open ? done with { Ending = Ending.Done } : done);
        }
        catch (DfsException fault)
        {
            var answered = 4 - fault.Faults.Select(down => down.Node).Distinct().Count();
            recorder.End(Judge(call, fault, answered) with { Text = fault.Message });
            failed?.Invoke(fault);
            // Nodes end a version's life one by one, each by its own clock and disk: nobody is promised one that is near its end.
            if (kind != CallKind.Restore && fault.Fault is not (DfsFault.NotFound or DfsFault.Conflict or DfsFault.AlreadyExists) && (kind == CallKind.Get ? faults.ReadsHold(start) : faults.WritesHold(start)))
                world.Surprise($"call {call.Number}, {kind} {path} by {client}, failed with faults on nodes [{string.Join(", ", faults.NodesSince(start))}] only: {fault.Fault}: {fault.Message} {string.Join("; ", fault.Faults)}");
        }
        catch (Exception fault)
        {
            recorder.End(call with { Text = fault.Message });
            failed?.Invoke(null);
            world.Surprise($"call {call.Number}, {kind} {path} by {client}, ended with {fault}");
        }
    }

    // A refusal that rests on what the path holds is a reading of the path.
    private static Call Judge(Call call, DfsException fault, int answered) => (call.Kind, fault.Fault) switch
    {
        (CallKind.Get, DfsFault.NotFound) when answered >= 2 => call with { Ending = Ending.Done, Value = Value.Absent, IsByTwo = answered == 2 },
        (CallKind.Get, DfsFault.Conflict) when answered >= 2 => call with { Ending = Ending.Done, Value = Value.Folder, IsByTwo = answered == 2 },
        (CallKind.Delete, DfsFault.NotFound) => call with { Kind = CallKind.Get, Ending = Ending.Done, Value = Value.Absent },
        (_, DfsFault.OutcomeOpen) => call,
        _ => call with { Ending = Ending.Refused },
    };
}
