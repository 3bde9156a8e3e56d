using System.Net;

namespace DfsAspire.Gateway.Tests.WebDav;

/// <summary>Who writes into a folder that goes at the same moment: the file goes with it, or is refused; it is never stored where nobody finds it.</summary>
public sealed class GoneFolderTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private const int Rounds = 12;
    private const int Writers = 6;

    [Fact]
    public async Task A_folder_that_is_deleted_holds_nothing_when_it_is_made_again()
    {
        for (var round = 0; round < Rounds; round++)
        {
            await SendAsync("MKCOL", "d");
            await SendAsync("MKCOL", "d/sub");
            await PutAsync("d/first", [1]);

            var puts = Enumerable.Range(0, Writers).Select(i => PutAsync($"d/sub/{i}", [(byte)i])).ToList();
            var deletion = SendAsync("DELETE", "d");
            var statuses = await Task.WhenAll(puts);

            Assert.Equal(HttpStatusCode.NoContent, await deletion);
            Assert.All(statuses, status => Assert.Contains(status, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]));
            await SendAsync("MKCOL", "d");
            await SendAsync("MKCOL", "d/sub");
            Assert.Single(await FindAsync("d/sub", depth: 1));
            Assert.Equal(HttpStatusCode.NoContent, await SendAsync("DELETE", "d"));
        }
    }
}
