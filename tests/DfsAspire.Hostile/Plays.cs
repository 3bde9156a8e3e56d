using DfsAspire.Hostile.Isolation;
using DfsAspire.Hostile.Lies;
using DfsAspire.Hostile.Lying;
using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile;

/// <summary>Something that is tried in a world of its own.</summary>
/// <param name="Name">What it is, as a sentence.</param>
/// <param name="RunAsync">Plays it; throws when a promise is broken.</param>
internal sealed record Play(string Name, Func<Scene, Task> RunAsync);

/// <summary>All plays.</summary>
internal static class Plays
{
    public static IReadOnlyList<Play> All { get; } =
    [
        .. TheAttack().Select((lie, at) => ToPlay(lie, at, Told.PlayAsync)),
        .. AboutUploads.Staged().Select((lie, at) => ToPlay(lie, at, AboutUploads.ResumeAsync)),
        .. AboutUploads.Repairs().Select((lie, at) => ToPlay(lie, at, AboutUploads.RepairAsync)),
        .. AboutCredentials.All().Select((lie, at) => ToPlay(lie, at, AboutCredentials.ChangeAsync)),
        .. AboutKeys.All().Select((lie, at) => ToPlay(lie, at, AboutKeys.RotateAsync)),
        .. AboutConfirming.All().Select((lie, at) => ToPlay(lie, at, AboutConfirming.ReadAsync)),
        .. AboutVersions.All().Select((lie, at) => ToPlay(lie, at, AboutVersions.RestoreAsync)),
        .. AboutAdministration.All().Select((lie, at) => ToPlay(lie, at, AboutAdministration.ChangeAsync)),
        .. AmongNodesLies().Where(lie => lie.Kind != MessageKind.FetchPart && !AmongNodesForgetting.Seldom.Contains(lie.Kind))
            .Select((lie, at) => ToNodePlay(lie, at, AmongNodes.HealAsync)),
        .. AmongNodesLies().Where(lie => lie.Kind == MessageKind.FetchPart).Select((lie, at) => ToNodePlay(lie, at, AmongNodes.HealBesideAsync)),
        .. AmongNodesLies().Where(lie => AmongNodesForgetting.Seldom.Contains(lie.Kind)).Select((lie, at) => ToNodePlay(lie, at, AmongNodesForgetting.ForgetAsync)),
        .. AmongNodesForgetting.Asked,
        .. SpecialPlays.All,
        .. HiddenPlays.All,
        .. IsolationPlays.All,
    ];

    /// <summary>All lies told to the clients of users and of the administrator.</summary>
    public static IEnumerable<Lie> Lies() =>
    [
        .. TheAttack(), .. AboutUploads.Staged(), .. AboutUploads.Repairs(), .. AboutCredentials.All(), .. AboutKeys.All(), .. AboutConfirming.All(), .. AboutVersions.All(),
        .. AboutAdministration.All(),
    ];

    /// <summary>All lies told to other nodes.</summary>
    public static IEnumerable<Lie> AmongNodesLies() =>
        [.. AboutRepair.All(), .. AmongNodes.Often.SelectMany(Simple.About), .. AmongNodesForgetting.Seldom.SelectMany(Simple.About)];

    private static Play ToNodePlay(Lie lie, int at, Func<Scene, Lie, int, Task> play) => new($"Nodes: {lie.Kind}, {lie.Name}", scene => play(scene, lie, 1 + (at % 4)));

    private static IEnumerable<Lie> TheAttack() =>
    [
        .. Kinds.AskedByUsers.SelectMany(Simple.About), .. AboutPaths.All(), .. AboutWrites.All(), .. AboutParts.All(), .. AboutFolders.All(),
            .. AboutLogIns.All(), .. AboutAccounts.All(),
    ];

    // Over all lies, each node is the liar about as often.
    private static Play ToPlay(Lie lie, int at, Func<Scene, Lie, int, Task> play) => new(lie.ToString(), scene => play(scene, lie, 1 + (at % 4)));
}
