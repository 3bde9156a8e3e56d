using DfsAspire.Client.Store;

namespace DfsAspire.Client.Hosting;

/// <summary>
/// What a program may set of its client of the store. Read from the section <c>Dfs:Client</c>, then from <c>Dfs:Client:NAME</c>, then from the
/// connection string <c>ConnectionStrings:NAME</c>, then set by the program itself; later ones win.
/// </summary>
public sealed class DfsClientSettings
{
    /// <summary>
    /// Nodes, user and password in one: <c>Nodes=HOST:PORT,HOST:PORT,HOST:PORT,HOST:PORT;User=NAME;Password=…;Cluster=…;Tls=on</c>. What it does not
    /// say is taken from the other properties.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The four nodes in order of their numbers, parted by commas, each <c>HOST:PORT</c> and behind it, if wished, a blank and the only certificate that it
    /// may show. Without them the nodes are found by service discovery: the endpoint <c>dfs</c> of <c>node1</c> to <c>node4</c>.
    /// </summary>
    public string? Nodes { get; set; }

    /// <summary>As whom the client logs in.</summary>
    public string? User { get; set; }

    /// <summary>The user's password. It never leaves the client. It belongs into a secret store or the environment, never on a command line.</summary>
    public string? Password { get; set; }

    /// <summary>The cluster that the nodes must belong to; without it, the one that most of them name.</summary>
    public Guid? Cluster { get; set; }

    /// <summary>
    /// Whether connections are encrypted; the nodes must have been started alike. <c>on</c>, also when nothing is said; <c>off</c> to nodes on this
    /// machine; <c>offBeyondLoopback</c>.
    /// </summary>
    public string? Tls { get; set; }

    /// <summary>As <see cref="DfsClientOptions.ResumeDirectory"/>.</summary>
    public string? ResumeDirectory { get; set; }

    /// <summary>Adds no health check.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Adds no traces of the store's commands to OpenTelemetry.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Adds no metrics of the client to OpenTelemetry.</summary>
    public bool DisableMetrics { get; set; }
}
