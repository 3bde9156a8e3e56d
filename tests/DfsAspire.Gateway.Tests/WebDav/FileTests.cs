using System.Net;

namespace DfsAspire.Gateway.Tests.WebDav;

public sealed class FileTests(TestCluster cluster, SharedGateway gateway) : GatewayTest(cluster, gateway)
{
    [Theory]
    [InlineData("a b", "a%20b")]
    [InlineData("100%", "100%25")]
    [InlineData("#?;&+", "%23%3F%3B%26%2B")]
    [InlineData("ü 日本 😀", "%C3%BC%20%E6%97%A5%E6%9C%AC%20%F0%9F%98%80")]
    [InlineData("%41", "%2541")]
    [InlineData("dots...", "dots...")]
    public async Task A_name_means_the_same_in_a_URL_and_in_the_store(string name, string url)
    {
        var content = Bytes.Of(1000, 1);
        Assert.Equal(HttpStatusCode.Created, await PutAsync(url, content));

        await using var store = await Cluster.ConnectAsync();
        Assert.Equal(content, await store.GetBytesAsync(In(name)));
        var listed = await FindAsync("", depth: 1);
        Assert.Contains(listed, response => Uri.UnescapeDataString(response.Element(Dav + "href")!.Value).EndsWith($"/{name}", StringComparison.Ordinal));
        Assert.Equal(content, await GetAsync(url));
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a%00b")]
    [InlineData("%ff")]
    [InlineData("a%5Cb")]
    [InlineData("a//b")]
    public async Task A_URL_that_names_no_path_is_refused(string url) => Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(url, [1]));

    [Fact]
    public async Task Ranges_give_the_bytes_of_the_file()
    {
        var content = Bytes.Of(3_000_001, 2);
        await PutAsync("file", content);
        var random = new Random(2);

        Assert.Equal(content[^7..], await GetAsync("file", "bytes=-7"));
        Assert.Equal(content[2_999_990..], await GetAsync("file", "bytes=2999990-"));
        Assert.Equal(content[2_999_990..], await GetAsync("file", "bytes=2999990-9999999"));
        for (var i = 0; i < 20; i++)
        {
            var (one, other) = (random.Next(content.Length), random.Next(content.Length));
            var (from, to) = (Math.Min(one, other), Math.Max(one, other));
            Assert.Equal(content[from..(to + 1)], await GetAsync("file", $"bytes={from}-{to}"));
        }

        using var beyond = await AskAsync("GET", "file", null, ("Range", "bytes=3000001-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal("bytes */3000001", beyond.Content.Headers.ContentRange!.ToString());
    }

    [Theory]
    [InlineData("1000000000", "Sun, 09 Sep 2001 01:46:40 GMT")]
    [InlineData("1000000000.75", "Sun, 09 Sep 2001 01:46:40 GMT")]
    [InlineData("0", "Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("-1", null)]
    [InlineData("yesterday", null)]
    [InlineData("99999999999999999999999999", null)]
    public async Task A_file_keeps_the_time_that_it_came_with(string time, string? kept)
    {
        using var answer = await AskAsync("PUT", "file", new ByteArrayContent([1]), ("X-OC-Mtime", time));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(kept is not null, answer.Headers.TryGetValues("X-OC-Mtime", out var said) && said.Single() == "accepted");

        var shown = (await FindAsync("file", depth: 0))[0].Descendants(Dav + "getlastmodified").Single().Value;
        if (kept is not null)
            Assert.Equal(kept, shown);
        else
            Assert.InRange(DateTimeOffset.Parse(shown, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_HEAD_has_no_range()
    {
        await PutAsync("file", Bytes.Of(1000, 3));

        foreach (var range in (string[])["bytes=10-19", "bytes=5000-"])
        {
            using var answer = await AskAsync("HEAD", "file", null, ("Range", range));

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(1000, answer.Content.Headers.ContentLength);
            Assert.Null(answer.Content.Headers.ContentRange);
        }
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("MKCOL")]
    [InlineData("COPY")]
    [InlineData("MOVE")]
    [InlineData("PROPPATCH")]
    [InlineData("LOCK")]
    public async Task What_changes_something_takes_no_query(string method)
    {
        await PutAsync("kept", [1]);

        using var answer = await AskAsync(method, "kept?new", null, ("Destination", At("other").ToString()));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("%3F", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal([1], await GetAsync("kept?whoever-reads-may-say-what-they-like"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync("HEAD", "other"));
    }

    [Fact]
    public async Task Empty_files_come_back()
    {
        Assert.Equal(HttpStatusCode.Created, await PutAsync("empty", []));

        Assert.Empty(await GetAsync("empty"));
    }

    [Fact]
    public async Task Conditions_hold_for_readers_and_writers()
    {
        await PutAsync("file", [1]);
        var old = await TagAsync("file");
        Assert.Equal(HttpStatusCode.NotModified, await SendAsync("GET", "file", ("If-None-Match", old)));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync("file", [2], ("If-Match", old)));

        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync("file", [3], ("If-Match", old)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync("file", [3], ("If-None-Match", "*")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await SendAsync("DELETE", "file", ("If-Match", old)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync("new", [3], ("If-Match", "*")));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync("file", [3], ("If-Match", "no tag at all")));
        Assert.Equal(HttpStatusCode.OK, await SendAsync("GET", "file", ("If-None-Match", old)));
        Assert.Equal([2], await GetAsync("file"));
    }

    [Fact]
    public async Task A_range_of_another_version_is_answered_with_the_whole()
    {
        await PutAsync("file", [1, 2, 3]);
        var old = await TagAsync("file");
        await PutAsync("file", [4, 5, 6]);

        using var answer = await AskAsync("GET", "file", null, ("Range", "bytes=1-1"), ("If-Range", old));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([4, 5, 6], await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Of_writers_who_want_to_be_the_first_one_is()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PutAsync("first", [(byte)i], ("If-None-Match", "*"))));

        Assert.Single(statuses, HttpStatusCode.Created);
        Assert.Equal(7, statuses.Count(status => status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_stored()
    {
        var content = Bytes.Of(1_000_000, 3);
        using var stream = new MemoryStream(content);
        using var request = new HttpRequestMessage(HttpMethod.Put, At("chunked")) { Content = new StreamContent(stream, 10_000) };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(content, await GetAsync("chunked"));
    }

    [Fact]
    public async Task With_a_node_lost_in_the_middle_the_file_comes_whole()
    {
        var content = Bytes.Of(20_000_000, 4);
        await PutAsync("file", content);
        using var answer = await Http.GetAsync(At("file"), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancellation);
        var received = new byte[content.Length];
        await body.ReadExactlyAsync(received.AsMemory(0, 1_000_000), Cancellation);

        Cluster.Kill(2);
        await body.ReadExactlyAsync(received.AsMemory(1_000_000), Cancellation);

        Assert.Equal(content, received);
    }

    [Fact]
    public async Task With_too_few_nodes_a_write_is_refused_and_a_read_says_why()
    {
        await PutAsync("file", [1]);
        Cluster.Kill(1, 2);

        using var put = await AskAsync("PUT", "file", new ByteArrayContent([2]));
        using var get = await AskAsync("GET", "file", null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, put.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, get.StatusCode);
        Assert.NotNull(get.Headers.RetryAfter);
        Assert.Contains("File is incomplete.", await get.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_holds_is_never_run_in_a_browser()
    {
        await PutAsync("page.html", "<script>alert(1)</script>"u8.ToArray());

        using var answer = await AskAsync("GET", "page.html", null);

        Assert.StartsWith("sandbox;", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }
}
