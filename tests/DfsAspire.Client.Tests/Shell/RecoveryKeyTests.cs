using DfsAspire.Client.Accounts;

namespace DfsAspire.Client.Tests.Shell;

public sealed class RecoveryKeyTests
{
    [Fact]
    public void A_key_is_read_as_people_write_it()
    {
        var key = RecoveryKey.Create();
        var shown = RecoveryKey.Format(key);
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$", shown);
        foreach (var typed in (string[])[shown, key, shown.ToLowerInvariant(), shown.Replace('-', ' '), shown.Replace('0', 'O').Replace('1', 'l'), $" {shown} "])
            Assert.True(RecoveryKey.TryRead(typed, out var read) && read == key, typed);
        Assert.NotEqual(key, RecoveryKey.Create());
    }

    [Fact]
    public void Slips_of_the_pen_are_noticed()
    {
        var noticed = 0;
        const int Tries = 2000;
        for (var i = 0; i < Tries; i++)
        {
            var key = RecoveryKey.Create().ToCharArray();
            key[i % 32] = key[i % 32] == '5' ? '6' : '5';
            if (!RecoveryKey.TryRead(new string(key), out _))
                noticed++;
        }

        Assert.True(noticed > Tries * 0.99, $"{noticed} of {Tries}");
        Assert.False(RecoveryKey.TryRead("", out _));
        Assert.False(RecoveryKey.TryRead(RecoveryKey.Create()[1..], out _));
        Assert.False(RecoveryKey.TryRead(new string('U', 32), out _));
    }
}
