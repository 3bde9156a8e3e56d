using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DfsAspire.Client.Gateway.Api;

namespace DfsAspire.Gateway.Tests.Api;

public sealed class ApiTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Fact]
    public async Task A_file_goes_there_and_back_and_its_folders_are_made()
    {
        var content = Bytes.Of(100_000, 1);
        using var put = await CallAsync("PUT", $"files/{Folder}/new/folder/file", new ByteArrayContent(content));
        var stored = await JsonAsync(put);
        using var again = await CallAsync("PUT", $"files/{Folder}/new/folder/file", new ByteArrayContent(content), ("If-Match", stored["etag"]!.GetValue<string>()));
        using var stale = await CallAsync("PUT", $"files/{Folder}/new/folder/file", new ByteArrayContent([1]), ("If-Match", stored["etag"]!.GetValue<string>()));
        using var first = await CallAsync("PUT", $"files/{Folder}/new/folder/file", new ByteArrayContent([1]), ("If-None-Match", "*"));
        using var get = await CallAsync("GET", $"files/{Folder}/new/folder/file", null, ("Range", "bytes=10-19"));
        var stat = await JsonAsync(await CallAsync("GET", $"entries/{Folder}/new/folder/file"));

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(100_000, stored["bytes"]!.GetValue<long>());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, first.StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, get.StatusCode);
        Assert.Equal(content[10..20], await get.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("file", stat["kind"]!.GetValue<string>());
        Assert.Equal(1, stat["survives"]!.GetValue<int>());
        Assert.Equal(4, stat["holders"]!.AsArray().Count);
        Assert.NotEqual(stored["etag"]!.GetValue<string>(), stat["etag"]!.GetValue<string>());
    }

    [Fact]
    public async Task Folders_are_made_listed_copied_moved_and_deleted()
    {
        await PutAsync("file", [7]);

        Assert.Equal(HttpStatusCode.Created, await StatusAsync("PUT", $"folders/{Folder}/one/two"));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync("PUT", $"folders/{Folder}/one/two"));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync("PUT", $"folders/{Folder}/file"));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync("POST", "copy", Transfer("file", "one/copy")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusAsync("POST", "copy", Transfer("file", "one/copy")));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync("POST", "copy", Transfer("file", "one/copy", overwrite: true)));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync("POST", "move", Transfer("one", "uno")));

        var listing = await JsonAsync(await CallAsync("GET", $"folders/{Folder}/uno"));
        Assert.Equal(["copy", "two"], listing["entries"]!.AsArray().Select(entry => entry!["name"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync("DELETE", $"entries/{Folder}/uno"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("GET", $"entries/{Folder}/uno"));
    }

    [Theory]
    [InlineData("GET", "entries/nothing-is-there", 404)]
    [InlineData("GET", "nothing", 404)]
    [InlineData("DELETE", "files/x", 405)]
    [InlineData("DELETE", "entries/x?recursive=false", 400)]
    [InlineData("GET", "files/a%2Fb", 400)]
    [InlineData("GET", "files/a?x=1", 400)]
    [InlineData("PUT", "files/a?version=1", 400)]
    [InlineData("PUT", "files/a?", 400)]
    [InlineData("DELETE", "entries/a?", 400)]
    [InlineData("GET", "files/a?version=", 400)]
    [InlineData("GET", "versions/nothing-is-there", 404)]
    [InlineData("GET", "versions/", 400)]
    [InlineData("POST", "restore", 400)]
    [InlineData("POST", "verify/nothing-is-there", 404)]
    [InlineData("GET", "verify/nothing-was-begun", 404)]
    [InlineData("POST", "copy", 400)]
    [InlineData("DELETE", "entries/", 403)]
    public async Task Errors_are_problem_details(string method, string url, int status)
    {
        using var answer = await CallAsync(method, url);
        var problem = await JsonAsync(answer);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_nodes_say_how_they_are()
    {
        Cluster.Kill(3);

        var nodes = (await JsonAsync(await CallAsync("GET", "nodes")))["nodes"]!.AsArray();

        Assert.Equal(["ready", "ready", "away", "ready"], nodes.Select(node => node!["state"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_document_describes_every_address_and_nothing_else()
    {
        using var http = new HttpClient();
        var document = JsonNode.Parse(await http.GetStringAsync(new Uri(Gateway.Root, "/api/v1/openapi.json"), Cancellation))!;

        var described = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(operation => operation.Key != "parameters").Select(operation => $"{operation.Key.ToUpperInvariant()} {ApiRoutes.Root}{path.Key}"));
        var routes = ApiRoutes.WithPath.SelectMany(route => route.Value.Keys.Select(method => $"{method} {route.Key}/{{path}}"))
            .Concat(ApiRoutes.Whole.SelectMany(route => route.Value.Keys.Select(method => $"{method} {route.Key}")));
        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.All(References(document), reference => Assert.NotNull(Find(document, reference)));
    }

    [Theory]
    [InlineData("entry", typeof(EntryShape))]
    [InlineData("folder", typeof(FolderShape))]
    [InlineData("stored", typeof(StoredShape))]
    [InlineData("versions", typeof(VersionsShape))]
    [InlineData("version", typeof(VersionShape))]
    [InlineData("restored", typeof(RestoredShape))]
    [InlineData("verification", typeof(VerificationShape))]
    [InlineData("verifyFault", typeof(VerifyFaultShape))]
    [InlineData("nodes", typeof(NodesShape))]
    [InlineData("problem", typeof(ProblemShape))]
    public void The_document_names_every_field(string schema, Type shape)
    {
        using var stream = typeof(ApiRoutes).Assembly.GetManifestResourceStream("Api.openapi.json")!;
        var properties = JsonNode.Parse(stream)!["components"]!["schemas"]![schema]!["properties"]!.AsObject();

        Assert.Equal(
            shape.GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order(StringComparer.Ordinal),
            properties.Select(property => property.Key).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> References(JsonNode node) => node switch
    {
        JsonObject item => item.SelectMany(pair => pair.Key == "$ref" ? [pair.Value!.GetValue<string>()] : pair.Value is null ? [] : References(pair.Value)),
        JsonArray items => items.SelectMany(item => item is null ? [] : References(item)),
        _ => [],
    };

    private static JsonNode? Find(JsonNode document, string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode?)document, (node, name) => node?[name]);

    private JsonContent Transfer(string from, string to, bool overwrite = false) => JsonContent.Create(new { from = In(from).Value, to = In(to).Value, overwrite });

    private async Task<HttpResponseMessage> CallAsync(string method, string url, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Gateway.Root, $"/api/v1/{url}")) { Content = content };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await Http.SendAsync(request, Cancellation);
    }

    private async Task<HttpStatusCode> StatusAsync(string method, string url, HttpContent? content = null)
    {
        using var answer = await CallAsync(method, url, content);
        return answer.StatusCode;
    }

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer)
    {
        using (answer)
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
    }
}
