using DfsAspire.Protocol.Messages;

namespace DfsAspire.Hostile.Tests;

/// <summary>One node lies to clients: to every kind of request, in every way. A lie that does harm is named, with the words that play it again.</summary>
public sealed class LiesToClientsTests
{
    public static TheoryData<MessageKind> Asked { get; } = [.. Kinds.AskedByUsers, .. Kinds.AskedByUsersAtTimes, .. Kinds.AskedToAdminister];

    [Theory]
    [MemberData(nameof(Asked))]
    public Task No_lie_of_one_node_spoils_a_command_or_goes_unnoticed(MessageKind kind) => HostileProcess.PlayAsync($"{kind}: ");

    [Fact]
    public Task What_one_bad_node_can_do_is_just_what_the_documents_say() => HostileProcess.PlayAsync("Hidden: ");

    [Fact]
    public void Every_kind_of_message_has_been_thought_of()
    {
        var requests = Enum.GetValues<MessageKind>().Where(kind => (int)kind < 128).Except(Kinds.NotAsked);
        Assert.Equal(requests.Order(), Kinds.Requests.Order());
        Assert.All(Asked, row => Assert.True(Plays.Lies().Any(lie => lie.Kind == row.Data), $"there is no lie about {row.Data}"));
    }
}
