using System.Text;
using CsCheck;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Tests.Authentication;

/// <summary>What a hostile peer may send: the one documented exception follows, or none, and never authentication.</summary>
public sealed class ScramHostileTests
{
    private static readonly string Derivation = new PasswordDerivation(new byte[16], 600_000).ToString();
    private static readonly string Salt = Convert.ToBase64String(new byte[16]);

    [Theory]
    [InlineData("", ScramFailure.Unsupported)]
    [InlineData("n,,", ScramFailure.Malformed)]
    [InlineData("y,,n=alice,r=abc", ScramFailure.Unsupported)]
    [InlineData("p=tls-server-end-point,,n=alice,r=abc", ScramFailure.Unsupported)]
    [InlineData("n,a=bob,n=alice,r=abc", ScramFailure.Unsupported)]
    [InlineData("n,,m=x,n=alice,r=abc", ScramFailure.Unsupported)]
    [InlineData("n,,n=alice,r=abc,m=x", ScramFailure.Unsupported)]
    [InlineData("n,,n=alice,n=bob,r=abc", ScramFailure.Malformed)]
    [InlineData("n,,n=alice,r=abc,r=abc", ScramFailure.Malformed)]
    [InlineData("n,,n=alice,r=abc,x=1,x=1", ScramFailure.Malformed)]
    [InlineData("n,,r=abc,n=alice", ScramFailure.Malformed)]
    [InlineData("n,,n=alice", ScramFailure.Malformed)]
    [InlineData("n,,n=alice,r=", ScramFailure.Malformed)]
    [InlineData("n,,n=,r=abc", ScramFailure.Malformed)]
    [InlineData("n,,n=al=2Cice,r=abc", ScramFailure.Malformed)]
    [InlineData("n,,n=../alice,r=abc", ScramFailure.Malformed)]
    [InlineData("n,,n=alice,r=abc,", ScramFailure.Malformed)]
    [InlineData("n,,n=alice,r=a c", ScramFailure.Malformed)]
    [InlineData("n,,n=alice,r=a\nc", ScramFailure.Malformed)]
    [InlineData("n,,n=alice,r=abc,=1", ScramFailure.Malformed)]
    [InlineData("n,,n=alice,r=abc,1=x", ScramFailure.Malformed)]
    [InlineData("n,,n=alice,r=abc,xx", ScramFailure.Malformed)]
    public void A_bad_first_message_of_a_client_is_refused(string message, ScramFailure expected) =>
        Assert.Equal(expected, Assert.Throws<ScramException>(() => new ScramServer(ChannelBinding.None).ReadClientFirst(Encoding.Latin1.GetBytes(message))).Failure);

    [Fact]
    public void An_unknown_optional_extension_is_stepped_over() =>
        Assert.Equal("alice", new ScramServer(ChannelBinding.None).ReadClientFirst("n,,n=alice,r=abc,x=anything"u8));

    [Fact]
    public void A_message_beyond_a_kibibyte_or_a_nonce_beyond_its_limit_is_refused()
    {
        Assert.Equal("alice", new ScramServer(ChannelBinding.None).ReadClientFirst(Encoding.ASCII.GetBytes("n,,n=alice,r=" + new string('r', 128))));
        Assert.Throws<ScramException>(() => new ScramServer(ChannelBinding.None).ReadClientFirst(Encoding.ASCII.GetBytes("n,,n=alice,r=" + new string('r', 129))));
        Assert.Throws<ScramException>(() => new ScramServer(ChannelBinding.None).ReadClientFirst(Encoding.ASCII.GetBytes("n,,n=alice,r=r,x=" + new string('x', 1024))));
    }

    public static TheoryData<string, ScramFailure> BadServerFirst => new()
    {
        { $"r=abcdef,s={Salt},i=4095,d={Derivation}", ScramFailure.UnsafeParameters },
        { $"r=abcdef,s={Salt},i=1000001,d={Derivation}", ScramFailure.UnsafeParameters },
        { $"r=abcdef,s={Salt},i=99999999999,d={Derivation}", ScramFailure.Malformed },
        { $"r=abcdef,s={Salt},i=-4096,d={Derivation}", ScramFailure.Malformed },
        { $"r=abcdef,s={Salt},i=04096,d={Derivation}", ScramFailure.Malformed },
        { $"r=abcdef,s={Salt},i=,d={Derivation}", ScramFailure.Malformed },
        { $"r=abcdef,s={Salt},i=4096", ScramFailure.UnsafeParameters },
        { $"r=abcdef,s={Salt},i=4096,d=599999:{Salt}", ScramFailure.UnsafeParameters },
        { $"r=abcdef,s={Salt},i=4096,d=10000001:{Salt}", ScramFailure.UnsafeParameters },
        { $"r=abcdef,s={Salt},i=4096,d=600000:AAAA", ScramFailure.UnsafeParameters },
        { $"r=abcdef,s={Salt},i=4096,d=600000:{Convert.ToBase64String(new byte[65])}", ScramFailure.UnsafeParameters },
        { $"r=abcdef,s={Salt},i=4096,d={Salt}", ScramFailure.UnsafeParameters },
        { $"r=abcdef,s={Salt},i=4096,d=", ScramFailure.UnsafeParameters },
        { $"r=abcdef,s={Salt},i=4096,d={Derivation},d={Derivation}", ScramFailure.Malformed },
        { $"r=abcdef,s=AAAA,i=4096,d={Derivation}", ScramFailure.Malformed },
        { $"r=abcdef,s=!!!!,i=4096,d={Derivation}", ScramFailure.Malformed },
        { $"r=abcdef,s={Convert.ToBase64String(new byte[65])},i=4096,d={Derivation}", ScramFailure.Malformed },
        { $"r=xbcdef,s={Salt},i=4096,d={Derivation}", ScramFailure.Malformed },
        { $"r=abc{new string('r', 254)},s={Salt},i=4096,d={Derivation}", ScramFailure.Malformed },
        { $"r=abc,s={Salt},i=4096,d={Derivation}", ScramFailure.Malformed },
        { $"m=1,r=abcdef,s={Salt},i=4096,d={Derivation}", ScramFailure.Unsupported },
        { $"r=abcdef,s={Salt},i=4096,d={Derivation},m=1", ScramFailure.Unsupported },
        { $"s={Salt},r=abcdef,i=4096,d={Derivation}", ScramFailure.Malformed },
        { "e=unknown-user", ScramFailure.Malformed },
        { "", ScramFailure.Malformed },
    };

    [Theory, MemberData(nameof(BadServerFirst))]
    public void A_bad_first_message_of_a_server_is_refused(string message, ScramFailure expected)
    {
        ScramClient client = new("alice", ChannelBinding.None, "abc", requireDerivation: true);
        client.WriteClientFirst();
        Assert.Equal(expected, Assert.Throws<ScramException>(() => client.ReadServerFirst(Encoding.ASCII.GetBytes(message))).Failure);
    }

    [Fact]
    public void The_smallest_and_the_largest_derivation_are_taken()
    {
        foreach (PasswordDerivation derivation in (PasswordDerivation[])[new(new byte[16], 600_000), new(new byte[64], 10_000_000)])
        {
            ScramClient client = new("alice", ChannelBinding.None, "abc", requireDerivation: true);
            client.WriteClientFirst();
            client.ReadServerFirst(Encoding.ASCII.GetBytes($"r=abcdef,s={Salt},i=4096,d={derivation}"));
            Assert.Equal(derivation, client.Derivation);
        }
    }

    [Fact]
    public void A_message_cut_at_any_offset_never_authenticates()
    {
        for (int message = 0; message < 4; message++)
        {
            int offset = 0;
            bool cut;
            do
            {
                cut = false;
                Assert.Equal(!Authenticates(message, text => (cut = offset < text.Length) ? text[..offset] : text), cut);
                offset++;
            }
            while (cut);
        }
    }

    [Fact]
    public void Garbage_at_any_offset_never_authenticates() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 150], Gen.Char['\0', '\u00ff'], Gen.Bool).Sample((message, offset, garbage, insert) =>
        {
            bool changed = false;
            bool authenticated = Authenticates(message, text =>
            {
                if (offset >= text.Length)
                    return text;
                string spoilt = text[..offset] + garbage + text[(insert ? offset : offset + 1)..];
                changed = spoilt != text;
                return spoilt;
            });
            Assert.Equal(!changed, authenticated);
        }, iter: 1_000);

    [Fact]
    public void Base64_has_one_spelling()
    {
        // 32 bytes leave two bits of the last character unused; a lenient reader would take four spellings of one proof.
        Assert.True(Authenticates(2, text => text));
        Assert.False(Authenticates(2, text => text[..^2] + (char)(text[^2] + 1) + "="));
    }

    /// <summary>Runs an exchange in which message 0 to 3 is changed on its way.</summary>
    private static bool Authenticates(int message, Func<string, string> change)
    {
        ScramExchange exchange = message switch
        {
            0 => new() { OnClientFirst = change },
            1 => new() { OnServerFirst = change },
            2 => new() { OnClientFinal = change },
            _ => new() { OnServerFinal = change },
        };
        return exchange.Run(out _);
    }
}
