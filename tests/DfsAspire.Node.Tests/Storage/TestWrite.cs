using System.IO.Hashing;
using System.Security.Cryptography;
using DfsAspire.Node.Storage;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Node.Tests.Storage;

/// <summary>One write of Alice's, of four random parts, as a client would send it to node 2.</summary>
internal sealed class TestWrite
{
    private readonly TestVolume _volume;

    public TestWrite(TestVolume volume, string path, int partBytes = 1_000, int placement = 0)
    {
        _volume = volume;
        Path = StorePath.Parse(path);
        Placement = placement;
        Parts = [.. Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetBytes(partBytes))];
        Stamp = volume.NextStamp();
    }

    public StorePath Path { get; }

    public int Placement { get; }

    public ContentId Content { get; } = ContentId.New();

    public Stamp Stamp { get; init; }

    public IReadOnlyList<byte[]> Parts { get; }

    // Noise that names no master key.
    public byte[] KeyRecord { get; init; } = [0, .. RandomNumberGenerator.GetBytes(89)];

    public int[] Own => PlacementTable.PartsOf(Placement, TestVolume.Node) is var pair ? [pair.First, pair.Second] : [];

    public int[] Others => [.. Enumerable.Range(1, 4).Except(Own)];

    public Entry Entry => new()
    {
        User = _volume.Alice.Name,
        Path = Path,
        Kind = EntryKind.File,
        Stamp = Stamp,
        WrittenAt = 1_700_000_000_000,
        Content = Content,
        Length = Parts.Sum(part => part.Length),
        Placement = Placement,
        Layout = Entry.FourLanes,
        Parts = [.. Parts.Select(part => new PartInfo(part.Length, XxHash128.HashToUInt128(part)))],
    };

    public SignedEntry Signed => SignedEntry.Sign(Entry, _volume.Alice.Key);

    public string FileOf(int part) => $"Alice/{(Path.Folder.IsRoot ? "" : Path.Folder + "/")}.{Path.Name}.{Content}.{part}";

    public ValueTask<StagedPart> BeginAsync(int part, bool isLoan = false, long? length = null) => _volume.Store.BeginStageAsync(
        _volume.Alice.Name, Content, Path, part, isLoan, length ?? Parts[part - 1].Length, TestVolume.Cancel);

    /// <summary>Goes on behind the first bytes of a part.</summary>
    public ValueTask<StagedPart> GoOnAsync(int part, long offset) => _volume.Store.BeginStageAsync(
        _volume.Alice.Name, Content, Path, part, isLoan: false, Parts[part - 1].Length, offset, TestVolume.Cancel);

    /// <summary>A sender that is lost after some bytes.</summary>
    public async Task LoseAsync(int part, int bytes, int from = 0)
    {
        await using var staged = await GoOnAsync(part, from);
        await staged.WriteAsync(Parts[part - 1].AsMemory(from, bytes - from), TestVolume.Cancel);
    }

    public async Task<StagedInfo> StagedAsync(int part) =>
        (await _volume.Store.GetStagedAsync(_volume.Alice.Name, Content, TestVolume.Cancel))[part - 1];

    public async Task<StageResult> StageAsync(int part, bool isLoan = false, byte[]? bytes = null)
    {
        bytes ??= Parts[part - 1];
        await using var staged = await BeginAsync(part, isLoan, bytes.Length);
        await staged.WriteAsync(bytes.AsMemory(0, bytes.Length / 3), TestVolume.Cancel);
        await staged.WriteAsync(bytes.AsMemory(bytes.Length / 3), TestVolume.Cancel);
        return await staged.CompleteAsync(XxHash128.HashToUInt128(bytes), TestVolume.Cancel);
    }

    public async Task StageOwnAsync()
    {
        foreach (var part in Own)
            await StageAsync(part);
    }

    public Task<Stamp> PlaceStampAsync() => _volume.Store.PlaceStampAsync(_volume.Alice.Name, Path, Stamp, Content, Parts.Sum(part => part.Length), TestVolume.Cancel);

    public Task<CommitResult> CommitAsync(SignedEntry? signed = null) =>
        _volume.Store.CommitAsync(_volume.Alice.Name, signed ?? Signed, KeyRecord, TestVolume.Cancel);

    public Task<CommitResult> FinishAsync(SignedEntry? signed = null) => _volume.Store.FinishAsync(_volume.Alice.Name, signed ?? Signed, KeyRecord, TestVolume.Cancel);

    public async Task<TestWrite> PutAsync()
    {
        await StageOwnAsync();
        await PlaceStampAsync();
        var result = await CommitAsync();
        Assert.Equal((Protocol.Messages.Status.Ok, Stamp), (result.Status, result.Committed));
        return this;
    }

    public async Task<byte[]?> ReadAsync(int part)
    {
        using var file = await _volume.Store.OpenPartAsync(_volume.Alice.Name, Content, part, TestVolume.Cancel);
        if (file is null)
            return null;
        var bytes = new byte[file.Size];
        await file.ReadAsync(bytes, 0, TestVolume.Cancel);
        return bytes;
    }
}
