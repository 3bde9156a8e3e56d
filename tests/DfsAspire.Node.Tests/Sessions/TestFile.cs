using System.IO.Hashing;
using System.Security.Cryptography;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;
using DfsAspire.Protocol.Placement;

namespace DfsAspire.Node.Tests.Sessions;

/// <summary>A content of four random parts at a path, as a client would make it.</summary>
internal sealed class TestFile
{
    public TestFile(TestUser user, string path, int partBytes, int placement = 0)
    {
        User = user;
        Path = StorePath.Parse(path);
        Placement = placement;
        Parts = [.. Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetBytes(partBytes))];
    }

    public TestUser User { get; }

    public StorePath Path { get; }

    public int Placement { get; }

    public ContentId Content { get; } = ContentId.New();

    public IReadOnlyList<byte[]> Parts { get; }

    // Noise that names no master key.
    public byte[] KeyRecord { get; } = [0, .. RandomNumberGenerator.GetBytes(89)];

    public Stamp Stamp { get; } = Stamp.Above(Stamp.None, DateTimeOffset.UtcNow, Guid.NewGuid());

    /// <summary>The two parts that the node under test holds.</summary>
    public IEnumerable<int> PartsHere => Enumerable.Range(1, 4).Where(part => PlacementTable.PartsOf(Placement, RunningNode.Number).Contains(part));

    public SignedEntry Entry => SignedEntry.Sign(
        new Entry
        {
            User = User.Name,
            Path = Path,
            Kind = EntryKind.File,
            Stamp = Stamp,
            WrittenAt = 1_700_000_000_000,
            Content = Content,
            Length = Parts.Sum(part => part.Length),
            Placement = Placement,
            Layout = DfsAspire.Protocol.Entries.Entry.FourLanes,
            Parts = [.. Parts.Select(part => new PartInfo(part.Length, XxHash128.HashToUInt128(part)))],
        },
        User.Key);

    public byte[] Part(int part) => Parts[part - 1];

    public StagePart Stage(int part) => new(TestConnection.NoHeader, Content, Path, part, false, Part(part).Length);

    public PlaceStamp PlaceStamp => new(TestConnection.NoHeader, Path, Stamp, Content);

    /// <summary>Stages and commits what belongs on the node under test.</summary>
    public async Task PutAsync(TestConnection connection)
    {
        long ticket = 0;
        foreach (var part in PartsHere)
            ticket = (await connection.StageAsync(Stage(part), Part(part))).View.Ticket;
        await connection.AskAsync<PlaceStamp, StampReply>(PlaceStamp);
        var reply = await connection.AskAsync<Commit, CommitReply>(new Commit(TestConnection.NoHeader, Entry, KeyRecord, ticket));
        Assert.Equal(Status.Ok, reply.Outcome.Status);
    }
}
