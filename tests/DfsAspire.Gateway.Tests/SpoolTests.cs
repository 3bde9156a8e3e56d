using DfsAspire.Client.Transfer;

namespace DfsAspire.Gateway.Tests;

public sealed class SpoolTests
{
    [Fact]
    public async Task A_spool_has_no_name_that_a_crash_could_leave_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says of an open file whether it has a name still.");
        using var content = new MemoryStream([1, 2, 3]);

        using var spool = await Spool.FillAsync(content, takes: null, TestContext.Current.CancellationToken);

        var file = new FileInfo($"/proc/self/fd/{spool.Handle.DangerousGetHandle()}").LinkTarget;
        Assert.EndsWith(" (deleted)", file, StringComparison.Ordinal);
        var read = new byte[3];
        Assert.Equal(3, RandomAccess.Read(spool.Handle, read, 0));
        Assert.Equal([1, 2, 3], read);
    }
}
