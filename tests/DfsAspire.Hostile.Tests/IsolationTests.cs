using DfsAspire.Hostile.Isolation;

namespace DfsAspire.Hostile.Tests;

public sealed class IsolationTests
{
    [Fact]
    public Task Nobody_sees_names_or_harms_what_another_user_has() => HostileProcess.PlayAsync("Isolation: ");

    [Fact]
    public void Every_request_has_been_decided_about() =>
        Assert.Equal(Kinds.Requests.Order(), Rights.All.Keys.Concat(Rights.Opening).Order());
}
