using System.Text;
using DfsAspire.Protocol.Accounts;
using DfsAspire.Protocol.Authentication;
using DfsAspire.Protocol.Entries;
using DfsAspire.Protocol.Messages;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Fuzz.Targets;

/// <summary>Good values to begin with: the same ones in every run.</summary>
internal static class Samples
{
    public static RequestHeader Header { get; } = new("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1", 30_000);

    public static NodeView View { get; } = new(11, [1, 2, 3, 4], 99);

    public static Outcome Refused { get; } = new(Status.Busy, "try again");

    public static Guid Id { get; } = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    public static ContentId Content { get; } = new(Id);

    public static Stamp Stamp { get; } = new(1_763_800_000_000_000, Id);

    public static StorePath Path { get; } = StorePath.Parse("docs/über a.txt");

    public static byte[] Bytes { get; } = [9, 8, 7];

    public static ScramVerifier Verifier { get; } = new(new byte[16], ScramVerifier.MinIterations, new byte[32], new byte[32]);

    public static Access Access { get; } =
        new(Bytes, new PasswordDerivation(new byte[16], PasswordDerivation.MinRounds), [Verifier, Verifier, Verifier, Verifier]);

    public static SignedEntry FileEntry { get; } = Sign(new Entry
    {
        User = "alice",
        Path = Path,
        Kind = EntryKind.File,
        Stamp = Stamp,
        WrittenAt = 1_763_800_000_000,
        Content = Content,
        Length = 1_000_003,
        Placement = 3,
        Layout = Entry.FourLanes,
        Parts = [new(250_065, 1), new(250_065, UInt128.MaxValue), new(250_065, 3), new(250_064, 4)],
    });

    public static SignedEntry PaddedFile { get; } = Sign(FileEntry.Entry with { HiddenLength = new byte[36] });

    public static SignedEntry Folder { get; } =
        Sign(new Entry { User = "alice", Path = StorePath.Parse("docs"), Kind = EntryKind.Folder, Stamp = Stamp, WrittenAt = 0 });

    public static SignedEntry Tombstone { get; } =
        Sign(new Entry { User = "Bob-1", Path = Path, Kind = EntryKind.Tombstone, Stamp = Stamp, WrittenAt = long.MaxValue });

    public static SignedAccount Account { get; } = Sign(new Account
    {
        User = "alice",
        Role = AccountRole.User,
        Epoch = 7,
        PublicKey = new byte[91],
        Quota = new Quota(1L << 40, 1000),
        Access = Access,
    });

    public static SignedCredentials Credentials { get; } =
        Sign(new Credentials { User = "alice", Epoch = 8, MasterKey = 1, Password = Access, Recovery = Access });

    /// <summary>Signed with nothing: parsers look at the form alone.</summary>
    public static SignedEntry Sign(Entry entry) => SignedEntry.Sign(entry, static _ => new byte[SignedEntry.SignatureBytes]);

    /// <summary>Signed with nothing: parsers look at the form alone.</summary>
    public static SignedAccount Sign(Account account) => SignedAccount.Sign(account, static _ => new byte[SignedEntry.SignatureBytes]);

    /// <summary>Signed with nothing: parsers look at the form alone.</summary>
    public static SignedCredentials Sign(Credentials credentials) => SignedCredentials.Sign(credentials, static _ => new byte[SignedEntry.SignatureBytes]);

    /// <summary>Words as bytes of UTF-8.</summary>
    public static IReadOnlyList<byte[]> Words(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];
}
