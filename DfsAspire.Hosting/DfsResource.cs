namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A store in an AppHost: four nodes, the founding step, users. It runs when it has been founded, so <c>WaitFor</c> waits for that. Its connection
/// string is that of its first user.
/// </summary>
public sealed class DfsResource : Resource, IResourceWithConnectionString
{
    private readonly List<DfsUser> _users = [];

    internal DfsResource(string name, string dataDirectory) : base(name) => DataDirectory = dataDirectory;

    /// <summary>The directory that holds a volume for each node.</summary>
    public string DataDirectory { get; internal set; }

    /// <summary>Those who have an account, in the order in which they were added.</summary>
    public IReadOnlyList<DfsUser> Users => _users;

    /// <summary>The four nodes, in order of their numbers.</summary>
    public IReadOnlyList<ProjectResource> Nodes => [.. NodeBuilders.Select(node => node.Resource)];

    /// <summary>What a client that is the store's first user needs.</summary>
    /// <exception cref="DistributedApplicationException">The store has no user.</exception>
    public ReferenceExpression ConnectionStringExpression => ConnectionStringOf(_users.FirstOrDefault()
        ?? throw new DistributedApplicationException($"The store {Name} has no user for its clients: add one with WithUser."));

    internal IReadOnlyList<IResourceBuilder<ProjectResource>> NodeBuilders { get; set; } = [];

    internal IResourceBuilder<ProjectResource> Founding { get; set; } = null!;

    internal Func<string, IResourceBuilder<ProjectResource>> AddClientProgram { get; set; } = null!;

    /// <summary>What a client that is one of the store's users needs.</summary>
    /// <exception cref="DistributedApplicationException">The store has no such user.</exception>
    public ReferenceExpression ConnectionStringOf(string user) => ConnectionStringOf(_users.Find(one => one.Name == user)
        ?? throw new DistributedApplicationException($"The store {Name} has no user {user}: add it with WithUser."));

    internal void Add(DfsUser user)
    {
        if (_users.Exists(other => other.Name == user.Name))
            throw new DistributedApplicationException($"The store {Name} has two users named {user.Name}.");
        _users.Add(user);
    }

    // The password is escaped, so that it may hold what ends a value.
    private ReferenceExpression ConnectionStringOf(DfsUser user)
    {
        var nodes = NodeBuilders.Select(node => node.GetEndpoint(DfsNodes.Endpoint).Property(EndpointProperty.HostAndPort)).ToArray();
        return ReferenceExpression.Create(
            $"Nodes={nodes[0]},{nodes[1]},{nodes[2]},{nodes[3]};Tls={DfsNodes.Tls};User={user.Name};EscapedPassword={user.Password:uri}");
    }
}

/// <summary>Somebody who has an account in the store.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Password">The user's password.</param>
public sealed record DfsUser(string Name, ParameterResource Password);
