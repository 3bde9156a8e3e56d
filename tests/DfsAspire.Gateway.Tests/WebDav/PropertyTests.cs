using System.Net;
using System.Xml.Linq;
using DfsAspire.Protocol.Accounts;

namespace DfsAspire.Gateway.Tests.WebDav;

public sealed class PropertyTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    private static readonly XName Colour = XNamespace.Get("urn:test") + "colour";

    [Fact]
    public async Task A_property_survives_a_new_gateway_and_an_overwrite()
    {
        await PutAsync("file", [1]);
        await SetAsync("file", "blue");
        await PutAsync("file", [2]);

        await using var second = await RunningGateway.StartAsync(Cluster.Addresses);
        using var request = new HttpRequestMessage(new HttpMethod("PROPFIND"), new Uri(second.Root, $"{Folder}/file"));
        request.Headers.Add("Depth", "0");
        using var answer = await second.Client().SendAsync(request, Cancellation);

        var found = XElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("blue", found.Descendants(Colour).Single().Value);
    }

    [Theory]
    [InlineData("COPY", true)]
    [InlineData("MOVE", false)]
    public async Task A_property_goes_where_its_file_and_its_folder_go(string method, bool stays)
    {
        await SendAsync("MKCOL", "one");
        await PutAsync("one/file", [1]);
        await SetAsync("one/file", "red");
        await SetAsync("one", "green");
        await PutAsync("plain", [2]);
        await SetAsync("plain", "yellow");

        Assert.Equal(HttpStatusCode.Created, await SendAsync(method, "one", ("Destination", At("two").ToString())));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(method, "two/file", ("Destination", At("plain").ToString())));

        Assert.Equal("green", await ReadAsync("two"));
        Assert.Equal("red", await ReadAsync("plain"));
        Assert.Equal(stays ? HttpStatusCode.OK : HttpStatusCode.NotFound, await SendAsync("HEAD", "two/file"));
        if (stays)
            Assert.Equal("green", await ReadAsync("one"));
    }

    [Fact]
    public async Task Properties_that_cannot_be_read_keep_nothing_from_being_listed_and_are_not_written_over()
    {
        await PutAsync("other", [1]);
        await PutAsync("file", [2]);
        await SetAsync("file", "red");
        await using var store = await Cluster.ConnectAsync();
        var hidden = (await store.ListAsync(Folder, Cancellation)).Entries.Single(entry => entry.Path.Name.StartsWith('.'));
        var lost = PartsOnDisk.Of(Cluster, Folder, hidden.Content).Where(part => part.Part == 2).ToDictionary(part => part.File, part => File.ReadAllBytes(part.File));
        Assert.NotEmpty(lost);
        foreach (var file in lost.Keys)
            File.Delete(file);

        Assert.Equal(3, (await FindAsync("", depth: 1)).Count);
        using var refused = await AskXmlAsync("PROPPATCH", "file", Update("blue"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        foreach (var (file, bytes) in lost)
            await File.WriteAllBytesAsync(file, bytes, Cancellation);
        Assert.Equal("red", await ReadAsync("file"));
    }

    [Fact]
    public async Task A_file_that_takes_the_place_of_another_one_takes_none_of_its_properties()
    {
        await PutAsync("with", [1]);
        await SetAsync("with", "red");
        await PutAsync("without", [2]);
        await SendAsync("COPY", "without", ("Destination", At("with").ToString()));

        Assert.Null(await ReadAsync("with"));

        await SetAsync("with", "blue");
        await SendAsync("DELETE", "with");
        await PutAsync("with", [3]);

        Assert.Null(await ReadAsync("with"));
    }

    [Fact]
    public async Task Where_properties_are_kept_is_neither_listed_nor_reached()
    {
        await PutAsync("file", [1]);
        await SetAsync("file", "blue");
        await using var store = await Cluster.ConnectAsync();
        var hidden = (await store.ListAsync(Folder, Cancellation)).Entries.Single(entry => entry.Path.Name != "file").Path.Name;

        var listed = await FindAsync("", depth: 1);

        Assert.Equal(2, listed.Count);
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync("GET", hidden));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(hidden, [1]));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync("DELETE", hidden));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync("COPY", "file", ("Destination", At(hidden).ToString())));
        Assert.Equal("blue", listed[1].Descendants(Colour).Single().Value);
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync("DELETE", ""));
    }

    [Fact]
    public async Task Changes_are_made_all_or_none()
    {
        await PutAsync("file", [1]);

        using var answer = await AskXmlAsync(
            "PROPPATCH", "file", "<propertyupdate xmlns='DAV:'><set><prop><colour xmlns='urn:test'>red</colour><getetag>mine</getetag></prop></set></propertyupdate>");

        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("403 Forbidden", text, StringComparison.Ordinal);
        Assert.Contains("424 Failed Dependency", text, StringComparison.Ordinal);
        Assert.Null(await ReadAsync("file"));
    }

    [Fact]
    public async Task More_than_there_is_room_for_is_refused()
    {
        await PutAsync("file", [1]);

        using var answer = await AskXmlAsync("PROPPATCH", "file", Update(new string('x', 70_000)));

        Assert.Contains("507", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Null(await ReadAsync("file"));
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><propfind xmlns='DAV:'><allprop/></propfind>")]
    [InlineData("<propfind xmlns='DAV:'><allprop/><propname/></propfind>")]
    [InlineData("<propfind xmlns='DAV:'><prop>")]
    [InlineData("<other xmlns='DAV:'/>")]
    public async Task A_body_that_is_no_propfind_is_refused(string body)
    {
        using var answer = await AskXmlAsync("PROPFIND", "", body, ("Depth", "0"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_whole_tree_is_refused_in_the_words_of_the_standard()
    {
        using var answer = await AskXmlAsync("PROPFIND", "", "", ("Depth", "infinity"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var error = XElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(Dav + "propfind-finite-depth", error.Elements().Single().Name);
    }

    /// <summary>RFC 4331: what file managers show as the room of a disk.</summary>
    [Fact]
    public async Task Folders_say_to_who_asks_how_much_is_kept_and_how_much_may_be_added()
    {
        var user = await OwnUser.AddAsync(Cluster, new Quota(Bytes: 10_000, Files: null));
        using var mine = Gateway.Client(user.Name, user.Password);
        using (var put = await mine.PutAsync("file", new ByteArrayContent(new byte[1500]), Cancellation))
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);

        var asked = await FindAsync("<prop><quota-used-bytes/><quota-available-bytes/></prop>");
        var all = await FindAsync("<allprop/>");

        Assert.Equal(2, asked.Elements(Dav + "response").Count());
        // The root says it; the file does not.
        Assert.Equal(["1500"], Values("quota-used-bytes"));
        Assert.Equal(["8500"], Values("quota-available-bytes"));
        Assert.DoesNotContain("quota-", all.ToString(), StringComparison.Ordinal);

        IEnumerable<string> Values(string name) => asked.Descendants(Dav + name).Select(static element => element.Value).Where(static value => value.Length > 0);

        async Task<XElement> FindAsync(string what)
        {
            using var request = new HttpRequestMessage(new HttpMethod("PROPFIND"), "") { Content = new StringContent($"<propfind xmlns='DAV:'>{what}</propfind>") };
            request.Headers.Add("Depth", "1");
            using var answer = await mine.SendAsync(request, Cancellation);
            return XElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        }
    }

    private static string Update(string colour) =>
        $"<propertyupdate xmlns='DAV:'><set><prop><colour xmlns='urn:test'>{colour}</colour></prop></set></propertyupdate>";

    private async Task SetAsync(string name, string colour)
    {
        using var answer = await AskXmlAsync("PROPPATCH", name, Update(colour));
        Assert.Contains("200 OK", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private async Task<string?> ReadAsync(string name) =>
        (await FindAsync(name, depth: 0)).Single().Descendants(Colour).SingleOrDefault()?.Value;
}
