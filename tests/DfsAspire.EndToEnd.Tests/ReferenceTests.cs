using System.Text;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Names;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace DfsAspire.EndToEnd.Tests;

/// <summary>What a program gets that references the store in the AppHost.</summary>
public sealed class ReferenceTests(RunningStore store)
{
    [Fact]
    public async Task A_reference_gives_a_program_all_that_its_client_needs()
    {
        // The store is healthy once it has been founded: what waits for it finds its account.
        await store.Application.ResourceNotifications.WaitForResourceHealthyAsync("dfs", RunningStore.Deadline);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:dfs", await store.Application.GetConnectionStringAsync("dfs", RunningStore.Deadline))]);
        builder.AddDfsClient("dfs");
        using var program = builder.Build();
        var client = program.Services.GetRequiredService<DfsClient>();
        var content = Encoding.UTF8.GetBytes("from a program of the AppHost");
        var path = StorePath.Parse("programs/file.txt");

        using var source = new MemoryStream(content);
        await client.PutAsync(path, source, progress: null, RunningStore.Deadline);
        using var returned = new MemoryStream();
        await client.GetAsync(path, returned, progress: null, RunningStore.Deadline);

        Assert.Equal(("alice", 4), (client.User, client.Nodes.Count));
        Assert.Equal(content, returned.ToArray());
    }
}
