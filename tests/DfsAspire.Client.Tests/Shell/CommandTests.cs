using System.Text.Json;
using DfsAspire.Client.Shell;
using DfsAspire.Client.Store;
using DfsAspire.Protocol.Lines;
using DfsAspire.Protocol.Names;

namespace DfsAspire.Client.Tests.Shell;

public sealed class CommandTests : IDisposable
{
    private const string Fingerprint = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly DateTimeOffset Written = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly ShellHarness _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Put_says_what_was_stored_and_who_holds_it()
    {
        _shell.Write("report.pdf", new string('x', 1234));

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("put", "report.pdf", "docs/"));
        Assert.Equal("put docs/report.pdf: 1.2 kB, 8 part transfers, held by node1 node2 node3 node4\n", _shell.Out);
        Assert.Empty(_shell.Error);
        Assert.Equal([$"put docs/report.pdf from {_shell.Local("report.pdf")}", "bye"], _shell.Store.Calls);
    }

    [Fact]
    public async Task A_quiet_put_says_nothing_but_what_went_wrong()
    {
        _shell.Write("a", "");
        _shell.Store.Faults = [new NodeFault("node2", "connection refused")];

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("-q", "put", "a"));
        Assert.Empty(_shell.Out);
        Assert.Equal("note: node2: connection refused\n", _shell.Error);
    }

    [Fact]
    public async Task Loans_and_lost_nodes_are_noted_one_a_line()
    {
        _shell.Write("a", "");
        _shell.Store.Faults = [new NodeFault("node2", "connection refused"), new NodeFault("node4", "silent for ten seconds")];
        _shell.Store.Loans = 2;

        await _shell.RunAsync("put", "a");

        Assert.Collection(
            _shell.Error.TrimEnd('\n').Split('\n'),
            line => Assert.Equal("note: node2: connection refused", line),
            line => Assert.Equal("note: node4: silent for ten seconds", line),
            line => Assert.StartsWith("note: 2 of the part transfers of a went to the node opposite as a loan", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_writes_into_the_working_directory_and_notes_an_answer_of_two()
    {
        _shell.Store.AnsweredByTwo = true;

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("get", "a.txt", "docs/"));
        Assert.Equal("docs/a.txt", await File.ReadAllTextAsync(_shell.Local("a.txt"), TestContext.Current.CancellationToken));
        Assert.StartsWith("note: only two nodes answered for docs/a.txt", _shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_prints_names_and_nothing_else()
    {
        _shell.Store.Listing = Mixed();

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list", "docs"));
        Assert.Equal("a.txt [incomplete]\nsub/\nüber uns.txt\nx\\u202Ey\n", _shell.Out);
        Assert.Equal(["list docs", "bye"], _shell.Store.Calls);
    }

    [Fact]
    public async Task Ls_is_list()
    {
        _shell.Store.Listing = Mixed();

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("ls", "docs"));
        Assert.Equal("a.txt [incomplete]\nsub/\nüber uns.txt\nx\\u202Ey\n", _shell.Out);
    }

    [Fact]
    public async Task A_list_with_health_says_how_many_losses_each_file_survives()
    {
        _shell.Store.Listing = Mixed();

        await _shell.RunAsync("list", "--health");

        Assert.Equal("!  a.txt [incomplete]\n-  sub/\n1  über uns.txt\n0  x\\u202Ey\n", _shell.Out);
    }

    [Fact]
    public async Task Verify_names_every_fault_and_fails_for_it()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("verify"));
        Assert.Equal("verify ''", _shell.Store.Calls[0]);
        Assert.Equal("verify: 0 files, 0 parts sound, 0 bytes read, 0 faults\n", _shell.Out);

        _shell.Store.Verified = new VerifyReport
        {
            Files = 2,
            Parts = 14,
            Bytes = 2000,
            Faults = [new(StorePath.Parse("docs/a"), 2, "node3", "is damaged"), new(StorePath.Parse("b"), null, null, "File is incomplete.")],
        };
        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("verify", "docs/", "b"));
        Assert.Equal("verify 'docs' 'b'", _shell.Store.Calls[2]);
        Assert.EndsWith("docs/a, part 2 on node3: is damaged\nb: File is incomplete.\nverify: 2 files, 14 parts sound, 2.0 kB read, 2 faults\n", _shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_of_verify_for_programs_keeps_its_shape()
    {
        _shell.Store.Verified = new VerifyReport { Files = 1, Parts = 7, Bytes = 9, Faults = [new(StorePath.Parse("a"), 2, "node3", "is damaged")] };
        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("verify", "--json"));
        Assert.Equal("""
            {"files":1,"parts":7,"bytes":9,"faults":[{"path":"a","part":2,"node":"node3","reason":"is damaged"}],"nodeFaults":[]}
            """, Compact(_shell.Out));
    }

    [Fact]
    public async Task A_long_list_has_sizes_and_times()
    {
        _shell.Store.Listing = Mixed();

        await _shell.RunAsync("list", "-l");

        var first = _shell.Out.Split('\n')[0];
        var local = TimeZoneInfo.ConvertTime(Written, TimeZoneInfo.Local);
        Assert.Equal($"{"7",16}  {local:yyyy-MM-dd HH:mm}  a.txt [incomplete]", first);
    }

    [Fact]
    public async Task A_list_of_one_node_is_noted_as_perhaps_old()
    {
        _shell.Store.Listing = Mixed() with { MayBeOld = true };

        await _shell.RunAsync("list");

        Assert.Equal("note: only one node answered, so this list may be old.\n", _shell.Error);
    }

    [Fact]
    public async Task The_list_for_programs_keeps_its_shape()
    {
        _shell.Store.Listing = Mixed();
        _shell.Store.Faults = [new NodeFault("node3", "connection refused")];

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list", "--json", "docs"));
        Assert.Empty(_shell.Error);
        Assert.Equal("""
            {"folder":"docs","mayBeOld":false,"entries":[
            {"name":"a.txt","path":"docs/a.txt","kind":"file","bytes":7,"written":"2026-03-04T05:06:07Z","complete":false,"survives":-1},
            {"name":"sub","path":"docs/sub","kind":"folder","bytes":null,"written":"2026-03-04T05:06:07Z","complete":true,"survives":null},
            {"name":"\u00FCber uns.txt","path":"docs/\u00FCber uns.txt","kind":"file","bytes":0,"written":"2026-03-04T05:06:07Z","complete":true,"survives":1},
            {"name":"x\u202Ey","path":"docs/x\u202Ey","kind":"file","bytes":1,"written":"2026-03-04T05:06:07Z","complete":true,"survives":0}],
            "faults":[{"node":"node3","reason":"connection refused"}]}
            """.ReplaceLineEndings(""), Compact(_shell.Out));
    }

    [Fact]
    public async Task The_status_for_programs_keeps_its_shape()
    {
        _shell.Store.Status = new StoreStatus(Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"), [ScriptedStore.Up(1) with { Certificate = CertificateFingerprint.TryParse(Fingerprint) }, ScriptedStore.Down(2)]);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("status", "--json"));
        Assert.Equal("""
            {"cluster":"0123456789abcdef0123456789abcdef","nodes":[
            {"number":1,"name":"node1","host":"localhost","port":10001,"up":true,"state":"ready","fault":null,
            "certificate":"sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff","numbers":{"entries":0,"contents":0,"parts":2,
            "partsMissing":0,"partsDamaged":0,"partsOnLoan":1,"partBytes":0,"stagedBytes":0,"freeBytes":0,"connections":0,"uptimeMilliseconds":61000,"catalogSequence":0,
            "partsRestored":3,"partsUnconfirmed":0,"checkedSince":0,"scrubPartsRead":0,"scrubPartsDue":0,"partsUnobtainable":0,"state":"Ready","why":null,"strayFiles":0}},
            {"number":2,"name":"node2","host":"localhost","port":10002,"up":false,"state":"away","fault":"connection refused","certificate":null,"numbers":null}]}
            """.ReplaceLineEndings(""), Compact(_shell.Out));
    }

    [Fact]
    public async Task The_first_user_is_taken_unless_another_is_named()
    {
        await _shell.RunAsync("list");
        await _shell.RunAsync("list", "--user", "Bob");

        Assert.Equal(["Alice", "Bob"], _shell.LogIns.Select(options => options.User));
        Assert.Equal(["of-alice", "of-bob"], _shell.LogIns.Select(options => options.Password));
    }

    [Theory]
    [InlineData("-odd")]
    [InlineData("--help")]
    public async Task Any_name_can_be_given_after_two_dashes(string name)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("rm", "--", name));
        Assert.Equal($"rm {name}", _shell.Store.Calls[0]);
    }

    [Fact]
    public async Task An_at_sign_opens_no_file_of_arguments()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("rm", "@list"));
        Assert.Equal("rm @list", _shell.Store.Calls[0]);
    }

    [Fact]
    public async Task A_reason_that_a_node_gives_cannot_drive_the_terminal()
    {
        _shell.Store.Fails = _ => new DfsException(DfsFault.Refused, "node1 says \u001B[2J");

        await _shell.RunAsync("list");

        Assert.Equal("node1 says \\u001B[2J\n", _shell.Error);
    }

    private static FolderListing Mixed() => new()
    {
        Folder = StorePath.Parse("docs"),
        Entries =
        [
            new(StorePath.Parse("docs/a.txt"), false, 7, Written, false) { Survives = -1 },
            new(StorePath.Parse("docs/sub"), true, 0, Written, true),
            new(StorePath.Parse("docs/über uns.txt"), false, 0, Written, true) { Survives = 1 },
            new(StorePath.Parse("docs/x\u202Ey"), false, 1, Written, true) { Survives = 0 },
        ],
    };

    private static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement);
    }
}
