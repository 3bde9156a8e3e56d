namespace Aspire.Hosting.Building;

/// <summary>
/// Lets a test run an AppHost's own program and take over what it builds. It flows with the test's call into that
/// program, so that several tests never meet.
/// </summary>
/// <param name="args">What the test adds to the AppHost's command line.</param>
/// <param name="applicationName">The AppHost's assembly: here the process is the test's.</param>
/// <param name="contentRoot">The directory of the AppHost's project.</param>
internal sealed class Interception(string[] args, string applicationName, string contentRoot)
{
    private static readonly AsyncLocal<Interception?> Flowing = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The test that is calling, if any.</summary>
    public static Interception? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    public string[] Args { get; } = args;

    public string ApplicationName { get; } = applicationName;

    public string ContentRoot { get; } = contentRoot;

    /// <summary>The description, complete: the AppHost's program has come to its Build.</summary>
    public Task<DistributedApplicationBuilder> Described => _described.Task;

    /// <summary>Comes when the test has done with the application.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Lets the AppHost's program go on and build.</summary>
    public Task<DistributedApplication> BuildAsync()
    {
        _wanted.TrySetResult();
        return _built.Task;
    }

    /// <summary>Called by the AppHost's program in its Build: waits until the test wants that.</summary>
    public void HandOver(DistributedApplicationBuilder builder)
    {
        _described.TrySetResult(builder);
        _wanted.Task.GetAwaiter().GetResult();
    }

    public void HandOver(DistributedApplication application) => _built.TrySetResult(application);

    /// <summary>The AppHost's program failed: whoever waits for it hears why.</summary>
    public void Fail(Exception exception)
    {
        _described.TrySetException(exception);
        _built.TrySetException(exception);
    }

    public void End()
    {
        _wanted.TrySetCanceled();
        _ended.TrySetResult();
    }
}
