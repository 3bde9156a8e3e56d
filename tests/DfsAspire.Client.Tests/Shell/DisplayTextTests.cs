using CsCheck;
using DfsAspire.Client.Shell.Output;

namespace DfsAspire.Client.Tests.Shell;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("日本語 ünïcode 👩‍🚀", "日本語 ünïcode 👩‍🚀")]
    [InlineData("\u001B[2Jgone", @"\u001B[2Jgone")]
    [InlineData("\u009B2Jgone", @"\u009B2Jgone")]
    [InlineData("a\r\nb\tc\u0007", @"a\u000D\u000Ab\u0009c\u0007")]
    [InlineData("invoice\u202Efdp.exe", @"invoice\u202Efdp.exe")]
    [InlineData("a\u2028b\u2066c", @"a\u2028b\u2066c")]
    public void A_hostile_name_cannot_drive_the_terminal(string name, string shown) => Assert.Equal(shown, DisplayText.Safe(name));

    [Fact]
    public void Halves_of_surrogate_pairs_are_shown_as_numbers() =>
        Assert.Equal(@"a\uD83Db\uDE80c🚀", DisplayText.Safe("a" + (char)0xD83D + "b" + (char)0xDE80 + "c🚀"));

    [Fact]
    public void Nothing_that_a_terminal_obeys_is_left_of_any_text() =>
        Gen.String.Sample(text => !DisplayText.Safe(text).Any(char.IsControl));

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(1_234_567, "1.2 MB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(999_950, "1.0 MB")]
    [InlineData(1L << 30, "1.1 GB")]
    [InlineData(long.MaxValue, "9.2 EB")]
    public void Sizes_have_decimal_units(long bytes, string shown) => Assert.Equal(shown, ByteSize.Format(bytes));
}
