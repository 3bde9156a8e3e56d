using DfsAspire.Client.Gateway.WebDav.Locks;

namespace DfsAspire.Gateway.Tests.WebDav;

public sealed class PathGatesTests
{
    private readonly PathGates _gates = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("d", true, "d/x", false)]
    [InlineData("d", true, "d/e/f", true)]
    [InlineData("d", false, "d", false)]
    [InlineData("d", true, "d", false)]
    [InlineData("d", true, "d", true)]
    public async Task Who_would_be_in_each_others_way_wait_for_each_other(string one, bool isOneTree, string other, bool isOtherTree)
    {
        foreach (var (first, second) in (((string, bool), (string, bool))[])[((one, isOneTree), (other, isOtherTree)), ((other, isOtherTree), (one, isOneTree))])
        {
            var held = await EnterAsync(first);
            var waiting = EnterAsync(second);
            Assert.False(waiting.IsCompleted);

            held.Dispose();

            (await waiting).Dispose();
        }
    }

    [Theory]
    [InlineData("d/x", false, "d/y", false)]
    [InlineData("d", false, "d/x", false)]
    [InlineData("d/x", true, "d/y", true)]
    [InlineData("d", true, "dd", true)]
    public async Task Others_do_not(string one, bool isOneTree, string other, bool isOtherTree)
    {
        using var first = await EnterAsync((one, isOneTree));
        using var second = await EnterAsync((other, isOtherTree)).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task Users_are_in_nobodys_way()
    {
        using var first = await EnterAsync(("d", true));
        using var second = await _gates.EnterAsync("bob", StorePath.Parse("d"), isTree: true, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task Who_gives_up_waiting_lets_the_next_go()
    {
        using var gone = new CancellationTokenSource();
        using var reader = await EnterAsync(("d/x", false));
        var tree = _gates.EnterAsync("alice", StorePath.Parse("d"), isTree: true, gone.Token);
        var behind = EnterAsync(("d/y", false));
        Assert.False(behind.IsCompleted);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tree);
        (await behind.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Dispose();
    }

    [Fact]
    public async Task Nobody_ever_meets_another_and_nobody_waits_for_ever()
    {
        var seed = Seeds.Draw();
        string[] names = ["a", "a/b", "a/b/c", "a/d", "e"];
        var inside = new List<(string Path, bool IsTree)>();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(async () =>
        {
            var random = new Random(seed + number);
            for (var i = 0; i < 200; i++)
            {
                List<(string Path, bool IsTree)> wanted = [(names[random.Next(names.Length)], random.Next(2) == 0)];
                if (wanted[0].Path != "e")
                    wanted.Add(("e", random.Next(2) == 0));
                using var gone = new CancellationTokenSource();
                if (random.Next(4) == 0)
                    gone.CancelAfter(TimeSpan.FromMilliseconds(1));
                try
                {
                    using (await _gates.EnterAsync("alice", wanted.Select(change => (StorePath.Parse(change.Path), change.IsTree)), gone.Token))
                    {
                        lock (inside)
                        {
                            Assert.DoesNotContain(inside, other => wanted.Any(mine => AreInTheWay(mine, other)));
                            inside.AddRange(wanted);
                        }

                        await Task.Yield();
                        lock (inside)
                            foreach (var mine in wanted)
                                inside.Remove(mine);
                    }
                }
                catch (OperationCanceledException)
                {
                    // It was too slow.
                }
            }
        }, Cancellation))).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
    }

    private static bool AreInTheWay((string Path, bool IsTree) one, (string Path, bool IsTree) other) =>
        one.Path == other.Path
        || (one.IsTree && other.Path.StartsWith($"{one.Path}/", StringComparison.Ordinal))
        || (other.IsTree && one.Path.StartsWith($"{other.Path}/", StringComparison.Ordinal));

    private Task<IDisposable> EnterAsync((string Path, bool IsTree) change) =>
        _gates.EnterAsync("alice", StorePath.Parse(change.Path), change.IsTree, Cancellation);
}
