using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds a store to an AppHost.</summary>
public static class DfsBuilderExtensions
{
    private const string FoundingName = "founding";

    /// <summary>
    /// Adds a store: the nodes <c>node1</c> to <c>node4</c>, each with a volume of its own, and <c>founding</c>, which makes a cluster of four empty
    /// volumes, and the accounts on it, and finds both on later starts. An AppHost has one store, because its nodes are found by their names.
    /// </summary>
    /// <typeparam name="TNode">The program <c>DfsAspire.Node</c>, which the AppHost's project references.</typeparam>
    /// <typeparam name="TClient">The program <c>DfsAspire.Client</c>, which the AppHost's project references.</typeparam>
    /// <param name="builder">The AppHost.</param>
    /// <param name="name">The name of the store, which is that of the connection string that references to it give.</param>
    public static IResourceBuilder<DfsResource> AddDfs<TNode, TClient>(this IDistributedApplicationBuilder builder, string name)
        where TNode : IProjectMetadata, new()
        where TClient : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var secrets = new DfsSecrets(builder);
        var store = new DfsResource(name, DefaultDataDirectory(builder, name));
        store.NodeBuilders = DfsNodes.Add<TNode>(builder, store, secrets);
        store.AddClientProgram = program => builder.AddProject<TClient>(program).WithEnvironment("Dfs__Tls", DfsNodes.Tls);
        store.Founding = store.AddClientProgram(FoundingName)
            .WithArgs("found")
            .WithEnvironment("Dfs__AdminSecret", secrets.Administrator)
            .WithEnvironment("Dfs__ClusterSecret", secrets.Cluster);
        foreach (var node in store.NodeBuilders)
            store.Founding.WithReference(node).WaitFor(node);
        return builder.AddResource(store)
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "DfsAspire", CreationTimeStamp = DateTime.UtcNow, State = KnownResourceStates.Waiting, Properties = [] })
            .OnInitializeResource(AwaitFoundingAsync);
    }

    /// <summary>
    /// Keeps the volumes below this directory; without it, below <c>DfsAspire</c> and the AppHost's name in the user's local application data. What lies
    /// there outlives the AppHost.
    /// </summary>
    public static IResourceBuilder<DfsResource> WithDataDirectory(this IResourceBuilder<DfsResource> builder, string directory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        builder.Resource.DataDirectory = Path.GetFullPath(directory);
        return builder;
    }

    /// <summary>
    /// Keeps the volumes under a name, as <c>WithDataVolume</c> of containers does: in the user's local application data, whichever AppHost starts the store.
    /// </summary>
    /// <param name="builder">The store.</param>
    /// <param name="name">The name; the store's when left out.</param>
    public static IResourceBuilder<DfsResource> WithDataVolume(this IResourceBuilder<DfsResource> builder, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name ??= builder.Resource.Name;
        if (name.Length == 0 || name.StartsWith('.') || name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
            throw new DistributedApplicationException($"'{name}' is no name for a volume: it becomes that of a directory.");
        return builder.WithDataDirectory(Path.Combine(LocalData, "volumes", name));
    }

    /// <summary>Says more of each of the four nodes, such as how long versions are kept: its settings are those of the operator's page in the documents.</summary>
    /// <param name="builder">The store.</param>
    /// <param name="configure">Is given each node.</param>
    public static IResourceBuilder<DfsResource> WithNodes(this IResourceBuilder<DfsResource> builder, Action<IResourceBuilder<ProjectResource>> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        foreach (var node in builder.Resource.NodeBuilders)
            configure(node);
        return builder;
    }

    /// <summary>Gives somebody an account. The first one is whom references to the store log in as.</summary>
    /// <param name="builder">The store.</param>
    /// <param name="name">The user's name.</param>
    /// <param name="password">The password; when left out, the parameter <c>NAME-password</c>, which development makes up and keeps.</param>
    public static IResourceBuilder<DfsResource> WithUser(this IResourceBuilder<DfsResource> builder, string name, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        password ??= DfsSecrets.Parameter(builder.ApplicationBuilder, $"{name}-password");
        var number = builder.Resource.Users.Count;
        builder.Resource.Add(new DfsUser(name, password.Resource));
        builder.Resource.Founding.WithUser(number, name, password);
        return builder;
    }

    /// <summary>
    /// Adds the worker: the web page, WebDAV and the REST API before the store. It logs in as the first user, and keeps a <c>dfs.conf</c> in the data
    /// directory through which the command line finds the running store as any of the users.
    /// </summary>
    /// <param name="builder">The store, with its users.</param>
    /// <param name="name">The name of the worker.</param>
    /// <param name="port">The port of its endpoint <c>http</c>, the same with every start; one that is free when left out.</param>
    /// <param name="configure">Says more of the worker: its settings are those of the gateway's page in the documents.</param>
    public static IResourceBuilder<DfsResource> WithGateway(
        this IResourceBuilder<DfsResource> builder, string name = "client", int? port = null, Action<IResourceBuilder<ProjectResource>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var store = builder.Resource;
        if (store.Users.Count == 0)
            throw new DistributedApplicationException($"The store {store.Name} has no user for its gateway: add one with WithUser before WithGateway.");
        var users = store.Users.Select(user => (user.Name, Password: builder.ApplicationBuilder.CreateResourceBuilder(user.Password))).ToArray();
        var gateway = store.AddClientProgram(name)
            .WithArgs("serve")
            .WaitForCompletion(store.Founding)
            .WithEnvironment("Dfs__User", users[0].Name)
            .WithEnvironment("Dfs__Password", users[0].Password)
            .WithEnvironment("Dfs__ConnectionFile", () => Path.Combine(store.DataDirectory, "dfs.conf"))
            // Uploads wait there, whole: beside the volumes is a disk, and where the system has its temporary files often memory.
            .WithEnvironment(OperatingSystem.IsWindows() ? "TMP" : "TMPDIR", () => Path.Combine(store.DataDirectory, "uploads"))
            .WithHttpEndpoint(port);
        DfsHealth.AddTo(gateway);
        foreach (var node in store.NodeBuilders)
            gateway.WithReference(node);
        foreach (var user in users)
            gateway.WithVerifyCommand(user.Name, user.Password.Resource);
        for (var i = 1; i < users.Length; i++)
            gateway.WithUser(i - 1, users[i].Name, users[i].Password);
        configure?.Invoke(gateway);
        return builder;
    }

    /// <summary>Gives a program the connection string of one of the store's users, where <c>WithReference</c> gives that of the first.</summary>
    /// <param name="builder">The program.</param>
    /// <param name="store">The store.</param>
    /// <param name="user">As whom the program logs in.</param>
    /// <param name="connectionName">The name of the connection string; the store's when left out.</param>
    public static IResourceBuilder<TDestination> WithReferenceAs<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<DfsResource> store, string user, string? connectionName = null)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(store);
        return builder.WithEnvironment($"ConnectionStrings__{connectionName ?? store.Resource.Name}", store.Resource.ConnectionStringOf(user));
    }

    private static void WithUser(this IResourceBuilder<ProjectResource> program, int number, string name, IResourceBuilder<ParameterResource> password) => program
        .WithEnvironment(string.Create(CultureInfo.InvariantCulture, $"Dfs__Users__{number}__Name"), name)
        .WithEnvironment(string.Create(CultureInfo.InvariantCulture, $"Dfs__Users__{number}__Password"), password);

    private static async Task AwaitFoundingAsync(DfsResource store, InitializeResourceEvent starting, CancellationToken cancellationToken)
    {
        var ended = await starting.Notifications.WaitForResourceAsync(
            FoundingName, change => change.Snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text), cancellationToken);
        var state = ended.Snapshot.ExitCode == 0 ? KnownResourceStates.Running : KnownResourceStates.FailedToStart;
        await starting.Notifications.PublishUpdateAsync(store, snapshot => snapshot with { State = state });
    }

    private static string LocalData => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "DfsAspire");

    private static string DefaultDataDirectory(IDistributedApplicationBuilder builder, string name) => Path.Combine(LocalData, builder.Environment.ApplicationName, name);
}
